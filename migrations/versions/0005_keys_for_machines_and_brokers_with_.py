"""Keys for machines, and brokers with their certificates

Revision: 0005, after 0004, 2026-11-22 06:28:11.736821
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('api_keys',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('prefix', sa.String(length=20), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('scopes', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=False),
    sa.Column('last_used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_api_keys_organization_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_api_keys_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_keys')),
    sa.UniqueConstraint('prefix', name=op.f('uq_api_keys_prefix'))
    )
    with op.batch_alter_table('api_keys', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_api_keys_organization_id'), ['organization_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_api_keys_person_id'), ['person_id'], unique=False)

    op.create_table('brokers',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('certificate_level', sa.String(length=40), nullable=False),
    sa.Column('certificate_number', sa.String(length=60), nullable=True),
    sa.Column('certificate_issuer', sa.String(length=200), nullable=False),
    sa.Column('certificate_until', sa.Date(), nullable=True),
    sa.Column('agency_id', sa.Uuid(), nullable=True),
    sa.Column('region', sa.String(length=6), nullable=False),
    sa.Column('tech_fields', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('regions', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('summary', sa.String(length=500), nullable=True),
    sa.Column('verified_by', sa.Uuid(), nullable=True),
    sa.Column('verified_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_demonstration', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['organizations.id'], name=op.f('fk_brokers_agency_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_brokers_person_id')),
    sa.ForeignKeyConstraint(['verified_by'], ['people.id'], name=op.f('fk_brokers_verified_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_brokers')),
    sa.UniqueConstraint('certificate_number', name=op.f('uq_brokers_certificate_number')),
    sa.UniqueConstraint('person_id', name=op.f('uq_brokers_person_id'))
    )
    with op.batch_alter_table('brokers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_brokers_agency_id'), ['agency_id'], unique=False)

    op.create_table('broker_agencies',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('broker_id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['broker_id'], ['brokers.id'], name=op.f('fk_broker_agencies_broker_id')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_broker_agencies_organization_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_broker_agencies'))
    )
    with op.batch_alter_table('broker_agencies', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_broker_agencies_broker_id'), ['broker_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_broker_agencies_organization_id'), ['organization_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('broker_agencies', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_broker_agencies_organization_id'))
        batch_op.drop_index(batch_op.f('ix_broker_agencies_broker_id'))

    op.drop_table('broker_agencies')
    with op.batch_alter_table('brokers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_brokers_agency_id'))

    op.drop_table('brokers')
    with op.batch_alter_table('api_keys', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_api_keys_person_id'))
        batch_op.drop_index(batch_op.f('ix_api_keys_organization_id'))

    op.drop_table('api_keys')
