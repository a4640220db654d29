"""Introductions and what they disclose

Revision: 0009, after 0008, 2026-11-22 06:42:02.626038
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('disclosures',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('listing_id', sa.Uuid(), nullable=False),
    sa.Column('shows_owner', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_disclosures_organization_id')),
    sa.PrimaryKeyConstraint('organization_id', 'listing_id', name=op.f('pk_disclosures'))
    )
    op.create_table('introductions',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('need_id', sa.Uuid(), nullable=False),
    sa.Column('achievement_id', sa.Uuid(), nullable=False),
    sa.Column('seeker_id', sa.Uuid(), nullable=False),
    sa.Column('provider_id', sa.Uuid(), nullable=False),
    sa.Column('status', sa.String(length=40), nullable=False),
    sa.Column('asked_side', sa.String(length=40), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=False),
    sa.Column('asked_by_organization_id', sa.Uuid(), nullable=False),
    sa.Column('message', sa.String(length=500), nullable=False),
    sa.Column('wished_on', sa.Date(), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('nudged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seeker_answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('provider_answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seeker_contact_id', sa.Uuid(), nullable=True),
    sa.Column('provider_contact_id', sa.Uuid(), nullable=True),
    sa.Column('reason', sa.String(length=40), nullable=True),
    sa.Column('contract_id', sa.Uuid(), nullable=True),
    sa.Column('is_demonstration', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['achievement_id'], ['achievements.id'], name=op.f('fk_introductions_achievement_id')),
    sa.ForeignKeyConstraint(['asked_by'], ['people.id'], name=op.f('fk_introductions_asked_by')),
    sa.ForeignKeyConstraint(['asked_by_organization_id'], ['organizations.id'], name=op.f('fk_introductions_asked_by_organization_id')),
    sa.ForeignKeyConstraint(['need_id'], ['needs.id'], name=op.f('fk_introductions_need_id')),
    sa.ForeignKeyConstraint(['provider_contact_id'], ['people.id'], name=op.f('fk_introductions_provider_contact_id')),
    sa.ForeignKeyConstraint(['provider_id'], ['organizations.id'], name=op.f('fk_introductions_provider_id')),
    sa.ForeignKeyConstraint(['seeker_contact_id'], ['people.id'], name=op.f('fk_introductions_seeker_contact_id')),
    sa.ForeignKeyConstraint(['seeker_id'], ['organizations.id'], name=op.f('fk_introductions_seeker_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_introductions'))
    )
    with op.batch_alter_table('introductions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_introductions_achievement_id'), ['achievement_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_introductions_contract_id'), ['contract_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_introductions_need_id'), ['need_id'], unique=False)
        batch_op.create_index('ix_introductions_provider', ['provider_id', 'created_at'], unique=False)
        batch_op.create_index('ix_introductions_seeker', ['seeker_id', 'created_at'], unique=False)
        batch_op.create_index('ix_introductions_status_due', ['status', 'due_at'], unique=False)
        batch_op.create_index('uq_introductions_open_pair', ['need_id', 'achievement_id'], unique=True, sqlite_where=sa.text("status IN ('requested', 'accepted', 'talking', 'terms', 'stalled')"), postgresql_where=sa.text("status IN ('requested', 'accepted', 'talking', 'terms', 'stalled')"))

    op.create_table('introduction_brokers',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('introduction_id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('side', sa.String(length=40), nullable=False),
    sa.Column('has_conflict', sa.Boolean(), nullable=True),
    sa.Column('conflict_note', sa.String(length=500), nullable=True),
    sa.Column('declared_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['introduction_id'], ['introductions.id'], name=op.f('fk_introduction_brokers_introduction_id')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_introduction_brokers_organization_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_introduction_brokers_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_introduction_brokers')),
    sa.UniqueConstraint('introduction_id', 'organization_id', name=op.f('uq_introduction_brokers_introduction_id'))
    )
    with op.batch_alter_table('introduction_brokers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_introduction_brokers_organization_id'), ['organization_id'], unique=False)

    op.create_table('introduction_events',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('introduction_id', sa.Uuid(), nullable=False),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('status', sa.String(length=40), nullable=False),
    sa.Column('side', sa.String(length=40), nullable=True),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('organization_id', sa.Uuid(), nullable=True),
    sa.Column('reason', sa.String(length=40), nullable=True),
    sa.Column('note', sa.String(length=500), nullable=True),
    sa.Column('files', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['introduction_id'], ['introductions.id'], name=op.f('fk_introduction_events_introduction_id')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_introduction_events_organization_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_introduction_events_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_introduction_events'))
    )
    with op.batch_alter_table('introduction_events', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_introduction_events_introduction_id'), ['introduction_id'], unique=False)




def downgrade() -> None:

    with op.batch_alter_table('introduction_events', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_introduction_events_introduction_id'))

    op.drop_table('introduction_events')
    with op.batch_alter_table('introduction_brokers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_introduction_brokers_organization_id'))

    op.drop_table('introduction_brokers')
    with op.batch_alter_table('introductions', schema=None) as batch_op:
        batch_op.drop_index('uq_introductions_open_pair', sqlite_where=sa.text("status IN ('requested', 'accepted', 'talking', 'terms', 'stalled')"), postgresql_where=sa.text("status IN ('requested', 'accepted', 'talking', 'terms', 'stalled')"))
        batch_op.drop_index('ix_introductions_status_due')
        batch_op.drop_index('ix_introductions_seeker')
        batch_op.drop_index('ix_introductions_provider')
        batch_op.drop_index(batch_op.f('ix_introductions_need_id'))
        batch_op.drop_index(batch_op.f('ix_introductions_contract_id'))
        batch_op.drop_index(batch_op.f('ix_introductions_achievement_id'))

    op.drop_table('introductions')
    op.drop_table('disclosures')

