"""Contracts

Revision: 0007, after 0006, 2026-11-22 06:35:04.900836
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('contracts',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('entered_by', sa.Uuid(), nullable=True),
    sa.Column('entered_by_organization_id', sa.Uuid(), nullable=True),
    sa.Column('own_no', sa.String(length=100), nullable=True),
    sa.Column('listed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('subject', sa.String(), nullable=True),
    sa.Column('contract_type', sa.String(length=40), nullable=False),
    sa.Column('mode', sa.String(length=40), nullable=False),
    sa.Column('price_mode', sa.String(length=40), nullable=False),
    sa.Column('total_amount', sa.BigInteger(), nullable=False),
    sa.Column('technical_amount', sa.BigInteger(), nullable=True),
    sa.Column('technical_basis', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=True),
    sa.Column('amount_is_provisional', sa.Boolean(), nullable=False),
    sa.Column('payment_mode', sa.String(length=40), nullable=True),
    sa.Column('signed_on', sa.Date(), nullable=True),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('is_related_party', sa.Boolean(), nullable=False),
    sa.Column('tech_field', sa.String(length=2), nullable=True),
    sa.Column('industry', sa.String(length=4), nullable=True),
    sa.Column('ip_kinds', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('plan_source', sa.String(length=40), nullable=True),
    sa.Column('socio_economic_objective', sa.String(length=2), nullable=True),
    sa.Column('origin_region', sa.String(length=6), nullable=True),
    sa.Column('landing_region', sa.String(length=6), nullable=True),
    sa.Column('landing_park', sa.String(length=40), nullable=True),
    sa.Column('expected_annual_revenue', sa.BigInteger(), nullable=True),
    sa.Column('expected_annual_profit', sa.BigInteger(), nullable=True),
    sa.Column('milestones', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('declarations', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('achievement_id', sa.Uuid(), nullable=True),
    sa.Column('need_id', sa.Uuid(), nullable=True),
    sa.Column('introduction_id', sa.Uuid(), nullable=True),
    sa.Column('roadshow_id', sa.Uuid(), nullable=True),
    sa.Column('holds_achievement', sa.Boolean(), nullable=False),
    sa.Column('notice', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=True),
    sa.Column('filing_region', sa.String(length=6), nullable=True),
    sa.Column('is_large', sa.Boolean(), nullable=False),
    sa.Column('is_tax_relevant', sa.Boolean(), nullable=False),
    sa.Column('is_foreign', sa.Boolean(), nullable=False),
    sa.Column('is_disputed', sa.Boolean(), nullable=False),
    sa.Column('status', sa.String(length=40), nullable=False),
    sa.Column('status_reason', sa.String(length=500), nullable=True),
    sa.Column('rule_set', sa.String(length=60), nullable=True),
    sa.Column('filed_on', sa.Date(), nullable=True),
    sa.Column('accepted_on', sa.Date(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('due_is_provisional', sa.Boolean(), nullable=False),
    sa.Column('first_checker', sa.Uuid(), nullable=True),
    sa.Column('first_checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('second_checker', sa.Uuid(), nullable=True),
    sa.Column('second_checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('registration_no', sa.String(length=16), nullable=True),
    sa.Column('registration_office', sa.String(length=200), nullable=True),
    sa.Column('registered_on', sa.Date(), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('performance', sa.String(length=40), nullable=False),
    sa.Column('performance_reason', sa.String(length=500), nullable=True),
    sa.Column('performed_on', sa.Date(), nullable=True),
    sa.Column('received_amount', sa.BigInteger(), nullable=False),
    sa.Column('is_demonstration', sa.Boolean(), nullable=False),
    sa.CheckConstraint('first_checker <> second_checker', name=op.f('ck_contracts_two_checkers')),
    sa.CheckConstraint('technical_amount <= total_amount', name=op.f('ck_contracts_technical_within_total')),
    sa.CheckConstraint('technical_amount BETWEEN 0 AND 999999999999999', name=op.f('ck_contracts_technical_range')),
    sa.CheckConstraint('total_amount BETWEEN 0 AND 999999999999999', name=op.f('ck_contracts_total_range')),
    sa.ForeignKeyConstraint(['achievement_id'], ['achievements.id'], name=op.f('fk_contracts_achievement_id')),
    sa.ForeignKeyConstraint(['entered_by'], ['people.id'], name=op.f('fk_contracts_entered_by')),
    sa.ForeignKeyConstraint(['entered_by_organization_id'], ['organizations.id'], name=op.f('fk_contracts_entered_by_organization_id')),
    sa.ForeignKeyConstraint(['first_checker'], ['people.id'], name=op.f('fk_contracts_first_checker')),
    sa.ForeignKeyConstraint(['need_id'], ['needs.id'], name=op.f('fk_contracts_need_id')),
    sa.ForeignKeyConstraint(['second_checker'], ['people.id'], name=op.f('fk_contracts_second_checker')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contracts')),
    sa.UniqueConstraint('registration_no', name=op.f('uq_contracts_registration_no'))
    )
    with op.batch_alter_table('contracts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contracts_achievement_id'), ['achievement_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contracts_entered_by_organization_id'), ['entered_by_organization_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contracts_filing_region'), ['filing_region'], unique=False)
        batch_op.create_index(batch_op.f('ix_contracts_introduction_id'), ['introduction_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contracts_landing_region'), ['landing_region'], unique=False)
        batch_op.create_index('ix_contracts_listed', ['listed_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contracts_need_id'), ['need_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contracts_registered_on'), ['registered_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_contracts_roadshow_id'), ['roadshow_id'], unique=False)
        batch_op.create_index('ix_contracts_status_due', ['status', 'due_on', 'id'], unique=False)
        batch_op.create_index('ix_contracts_status_listed', ['status', 'listed_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contracts_tech_field'), ['tech_field'], unique=False)

    op.create_table('contract_amendments',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('contract_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('before', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('after', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=True),
    sa.Column('made_by_organization_id', sa.Uuid(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['contract_id'], ['contracts.id'], name=op.f('fk_contract_amendments_contract_id')),
    sa.ForeignKeyConstraint(['made_by'], ['people.id'], name=op.f('fk_contract_amendments_made_by')),
    sa.ForeignKeyConstraint(['made_by_organization_id'], ['organizations.id'], name=op.f('fk_contract_amendments_made_by_organization_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contract_amendments')),
    sa.UniqueConstraint('contract_id', 'number', name=op.f('uq_contract_amendments_contract_id'))
    )
    op.create_table('contract_brokers',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('contract_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('share', sa.Integer(), nullable=False),
    sa.CheckConstraint('share BETWEEN 1 AND 10000', name=op.f('ck_contract_brokers_share_range')),
    sa.ForeignKeyConstraint(['contract_id'], ['contracts.id'], name=op.f('fk_contract_brokers_contract_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_contract_brokers_organization_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_contract_brokers_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contract_brokers')),
    sa.UniqueConstraint('contract_id', 'position', name=op.f('uq_contract_brokers_contract_id'))
    )
    with op.batch_alter_table('contract_brokers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contract_brokers_organization_id'), ['organization_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contract_brokers_person_id'), ['person_id'], unique=False)

    op.create_table('contract_parties',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('contract_id', sa.Uuid(), nullable=False),
    sa.Column('side', sa.String(length=40), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('nature', sa.String(length=40), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=True),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('uscc', sa.String(length=18), nullable=True),
    sa.Column('share', sa.Integer(), nullable=True),
    sa.Column('region', sa.String(length=6), nullable=True),
    sa.Column('country', sa.String(length=3), nullable=False),
    sa.Column('party_kind', sa.String(length=3), nullable=True),
    sa.Column('in_high_tech_zone', sa.Boolean(), nullable=False),
    sa.Column('is_listed', sa.Boolean(), nullable=False),
    sa.Column('size', sa.String(length=40), nullable=True),
    sa.Column('is_transfer_agency', sa.Boolean(), nullable=False),
    sa.Column('is_rd_body', sa.Boolean(), nullable=False),
    sa.Column('representative', sa.String(length=100), nullable=True),
    sa.Column('contact_name', sa.String(length=100), nullable=True),
    sa.Column('contact_phone', sa.String(length=40), nullable=True),
    sa.Column('address', sa.String(length=500), nullable=True),
    sa.CheckConstraint('share BETWEEN 1 AND 10000', name=op.f('ck_contract_parties_share_range')),
    sa.ForeignKeyConstraint(['contract_id'], ['contracts.id'], name=op.f('fk_contract_parties_contract_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_contract_parties_organization_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contract_parties')),
    sa.UniqueConstraint('contract_id', 'side', 'position', name=op.f('uq_contract_parties_contract_id'))
    )
    with op.batch_alter_table('contract_parties', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contract_parties_organization_id'), ['organization_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contract_parties_region'), ['region'], unique=False)
        batch_op.create_index(batch_op.f('ix_contract_parties_uscc'), ['uscc'], unique=False)

    op.create_table('contract_payments',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('contract_id', sa.Uuid(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=True),
    sa.Column('entered_by', sa.Uuid(), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('amount BETWEEN 0 AND 999999999999999', name=op.f('ck_contract_payments_amount_range')),
    sa.ForeignKeyConstraint(['contract_id'], ['contracts.id'], name=op.f('fk_contract_payments_contract_id')),
    sa.ForeignKeyConstraint(['entered_by'], ['people.id'], name=op.f('fk_contract_payments_entered_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contract_payments'))
    )
    with op.batch_alter_table('contract_payments', schema=None) as batch_op:
        batch_op.create_index('ix_contract_payments_contract', ['contract_id', 'received_on', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contract_payments_received_on'), ['received_on'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('contract_payments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contract_payments_received_on'))
        batch_op.drop_index('ix_contract_payments_contract')

    op.drop_table('contract_payments')
    with op.batch_alter_table('contract_parties', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contract_parties_uscc'))
        batch_op.drop_index(batch_op.f('ix_contract_parties_region'))
        batch_op.drop_index(batch_op.f('ix_contract_parties_organization_id'))

    op.drop_table('contract_parties')
    with op.batch_alter_table('contract_brokers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contract_brokers_person_id'))
        batch_op.drop_index(batch_op.f('ix_contract_brokers_organization_id'))

    op.drop_table('contract_brokers')
    op.drop_table('contract_amendments')
    with op.batch_alter_table('contracts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contracts_tech_field'))
        batch_op.drop_index('ix_contracts_status_listed')
        batch_op.drop_index('ix_contracts_status_due')
        batch_op.drop_index(batch_op.f('ix_contracts_roadshow_id'))
        batch_op.drop_index(batch_op.f('ix_contracts_registered_on'))
        batch_op.drop_index(batch_op.f('ix_contracts_need_id'))
        batch_op.drop_index('ix_contracts_listed')
        batch_op.drop_index(batch_op.f('ix_contracts_landing_region'))
        batch_op.drop_index(batch_op.f('ix_contracts_introduction_id'))
        batch_op.drop_index(batch_op.f('ix_contracts_filing_region'))
        batch_op.drop_index(batch_op.f('ix_contracts_entered_by_organization_id'))
        batch_op.drop_index(batch_op.f('ix_contracts_achievement_id'))

    op.drop_table('contracts')
