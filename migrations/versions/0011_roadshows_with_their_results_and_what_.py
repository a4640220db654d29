"""Roadshows with their results and what became of them

Revision: 0011, after 0010, 2026-11-22 06:47:19.366564
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('roadshows',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('summary', sa.String(length=500), nullable=True),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('mode', sa.String(length=40), nullable=False),
    sa.Column('status', sa.String(length=40), nullable=False),
    sa.Column('status_reason', sa.String(length=500), nullable=True),
    sa.Column('place', sa.String(length=200), nullable=True),
    sa.Column('region', sa.String(length=6), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entry_deadline', sa.DateTime(timezone=True), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('rules', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('draw_secret', sa.String(length=64), nullable=True),
    sa.Column('draw', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=True),
    sa.Column('notice', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=True),
    sa.Column('approval', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=True),
    sa.Column('created_by', sa.Uuid(), nullable=False),
    sa.Column('is_demonstration', sa.Boolean(), nullable=False),
    sa.CheckConstraint('capacity BETWEEN 1 AND 200', name=op.f('ck_roadshows_capacity_range')),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('ck_roadshows_has_duration')),
    sa.ForeignKeyConstraint(['created_by'], ['people.id'], name=op.f('fk_roadshows_created_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roadshows'))
    )
    with op.batch_alter_table('roadshows', schema=None) as batch_op:
        batch_op.create_index('ix_roadshows_starts', ['starts_at', 'id'], unique=False)

    op.create_table('roadshow_hosts',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('roadshow_id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('region', sa.String(length=6), nullable=False),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_roadshow_hosts_organization_id')),
    sa.ForeignKeyConstraint(['roadshow_id'], ['roadshows.id'], name=op.f('fk_roadshow_hosts_roadshow_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roadshow_hosts')),
    sa.UniqueConstraint('roadshow_id', 'organization_id', name=op.f('uq_roadshow_hosts_roadshow_id'))
    )
    with op.batch_alter_table('roadshow_hosts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roadshow_hosts_organization_id'), ['organization_id'], unique=False)

    op.create_table('roadshow_judges',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('roadshow_id', sa.Uuid(), nullable=False),
    sa.Column('seat', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('organization_id', sa.Uuid(), nullable=True),
    sa.Column('organization_name', sa.String(length=200), nullable=True),
    sa.Column('excused_reason', sa.String(length=500), nullable=True),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_roadshow_judges_organization_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_roadshow_judges_person_id')),
    sa.ForeignKeyConstraint(['roadshow_id'], ['roadshows.id'], name=op.f('fk_roadshow_judges_roadshow_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roadshow_judges')),
    sa.UniqueConstraint('roadshow_id', 'person_id', name='uq_roadshow_judges_person'),
    sa.UniqueConstraint('roadshow_id', 'seat', name=op.f('uq_roadshow_judges_roadshow_id'))
    )
    with op.batch_alter_table('roadshow_judges', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roadshow_judges_person_id'), ['person_id'], unique=False)

    op.create_table('roadshow_live_counters',
    sa.Column('roadshow_id', sa.Uuid(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['roadshow_id'], ['roadshows.id'], name=op.f('fk_roadshow_live_counters_roadshow_id')),
    sa.PrimaryKeyConstraint('roadshow_id', name=op.f('pk_roadshow_live_counters'))
    )
    op.create_table('roadshow_result_sheets',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('roadshow_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('rules', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('rows', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=True),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['made_by'], ['people.id'], name=op.f('fk_roadshow_result_sheets_made_by')),
    sa.ForeignKeyConstraint(['roadshow_id'], ['roadshows.id'], name=op.f('fk_roadshow_result_sheets_roadshow_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roadshow_result_sheets')),
    sa.UniqueConstraint('roadshow_id', 'number', name=op.f('uq_roadshow_result_sheets_roadshow_id'))
    )
    op.create_table('roadshow_entries',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('roadshow_id', sa.Uuid(), nullable=False),
    sa.Column('achievement_id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('entered_by', sa.Uuid(), nullable=False),
    sa.Column('presenter', sa.String(length=100), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=True),
    sa.Column('status', sa.String(length=40), nullable=False),
    sa.Column('status_reason', sa.String(length=500), nullable=True),
    sa.Column('position', sa.Integer(), nullable=True),
    sa.Column('phase', sa.String(length=40), nullable=False),
    sa.Column('pitch_started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('questions_started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('concluded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(length=40), nullable=True),
    sa.Column('outcome_amount', sa.BigInteger(), nullable=True),
    sa.Column('outcome_note', sa.String(length=500), nullable=True),
    sa.ForeignKeyConstraint(['achievement_id'], ['achievements.id'], name=op.f('fk_roadshow_entries_achievement_id')),
    sa.ForeignKeyConstraint(['entered_by'], ['people.id'], name=op.f('fk_roadshow_entries_entered_by')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_roadshow_entries_organization_id')),
    sa.ForeignKeyConstraint(['roadshow_id'], ['roadshows.id'], name=op.f('fk_roadshow_entries_roadshow_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roadshow_entries')),
    sa.UniqueConstraint('roadshow_id', 'achievement_id', name=op.f('uq_roadshow_entries_roadshow_id'))
    )
    with op.batch_alter_table('roadshow_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roadshow_entries_achievement_id'), ['achievement_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_roadshow_entries_organization_id'), ['organization_id'], unique=False)

    op.create_table('roadshow_passes',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('roadshow_id', sa.Uuid(), nullable=False),
    sa.Column('judge_id', sa.Uuid(), nullable=True),
    sa.Column('link_hash', sa.String(length=64), nullable=True),
    sa.Column('cookie_hash', sa.String(length=64), nullable=True),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['judge_id'], ['roadshow_judges.id'], name=op.f('fk_roadshow_passes_judge_id')),
    sa.ForeignKeyConstraint(['roadshow_id'], ['roadshows.id'], name=op.f('fk_roadshow_passes_roadshow_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roadshow_passes')),
    sa.UniqueConstraint('cookie_hash', name=op.f('uq_roadshow_passes_cookie_hash')),
    sa.UniqueConstraint('link_hash', name=op.f('uq_roadshow_passes_link_hash')),
    sa.UniqueConstraint('roadshow_id', 'judge_id', name=op.f('uq_roadshow_passes_roadshow_id'))
    )
    op.create_table('landings',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('achievement_id', sa.Uuid(), nullable=True),
    sa.Column('contract_id', sa.Uuid(), nullable=True),
    sa.Column('entry_id', sa.Uuid(), nullable=True),
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.Column('entered_by', sa.Uuid(), nullable=False),
    sa.Column('company', sa.String(length=200), nullable=False),
    sa.Column('region', sa.String(length=6), nullable=False),
    sa.Column('park', sa.String(length=40), nullable=True),
    sa.Column('place', sa.String(length=200), nullable=True),
    sa.Column('stage', sa.String(length=40), nullable=False),
    sa.Column('landed_on', sa.Date(), nullable=False),
    sa.Column('stages', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('evidence', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('years', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('expected_annual_revenue', sa.BigInteger(), nullable=True),
    sa.Column('expected_annual_profit', sa.BigInteger(), nullable=True),
    sa.Column('is_demonstration', sa.Boolean(), nullable=False),
    sa.CheckConstraint('expected_annual_profit BETWEEN 0 AND 999999999999999', name=op.f('ck_landings_profit_range')),
    sa.CheckConstraint('expected_annual_revenue BETWEEN 0 AND 999999999999999', name=op.f('ck_landings_revenue_range')),
    sa.ForeignKeyConstraint(['achievement_id'], ['achievements.id'], name=op.f('fk_landings_achievement_id')),
    sa.ForeignKeyConstraint(['entered_by'], ['people.id'], name=op.f('fk_landings_entered_by')),
    sa.ForeignKeyConstraint(['entry_id'], ['roadshow_entries.id'], name=op.f('fk_landings_entry_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['organizations.id'], name=op.f('fk_landings_owner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_landings'))
    )
    with op.batch_alter_table('landings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_landings_achievement_id'), ['achievement_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_landings_contract_id'), ['contract_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_landings_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_landings_owner_id'), ['owner_id'], unique=False)

    op.create_table('roadshow_attributions',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('contract_id', sa.Uuid(), nullable=False),
    sa.Column('achievement_id', sa.Uuid(), nullable=True),
    sa.Column('entry_id', sa.Uuid(), nullable=True),
    sa.Column('signed_on', sa.Date(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('is_counted', sa.Boolean(), nullable=False),
    sa.Column('is_ended', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=True),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['achievement_id'], ['achievements.id'], name=op.f('fk_roadshow_attributions_achievement_id')),
    sa.ForeignKeyConstraint(['decided_by'], ['people.id'], name=op.f('fk_roadshow_attributions_decided_by')),
    sa.ForeignKeyConstraint(['entry_id'], ['roadshow_entries.id'], name=op.f('fk_roadshow_attributions_entry_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roadshow_attributions')),
    sa.UniqueConstraint('contract_id', name=op.f('uq_roadshow_attributions_contract_id'))
    )
    with op.batch_alter_table('roadshow_attributions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roadshow_attributions_entry_id'), ['entry_id'], unique=False)

    op.create_table('roadshow_intents',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('roadshow_id', sa.Uuid(), nullable=False),
    sa.Column('entry_id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=True),
    sa.Column('message', sa.String(length=500), nullable=False),
    sa.Column('need_id', sa.Uuid(), nullable=True),
    sa.Column('introduction_id', sa.Uuid(), nullable=True),
    sa.CheckConstraint('amount BETWEEN 0 AND 999999999999999', name=op.f('ck_roadshow_intents_amount_range')),
    sa.ForeignKeyConstraint(['entry_id'], ['roadshow_entries.id'], name=op.f('fk_roadshow_intents_entry_id')),
    sa.ForeignKeyConstraint(['need_id'], ['needs.id'], name=op.f('fk_roadshow_intents_need_id')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_roadshow_intents_organization_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_roadshow_intents_person_id')),
    sa.ForeignKeyConstraint(['roadshow_id'], ['roadshows.id'], name=op.f('fk_roadshow_intents_roadshow_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roadshow_intents'))
    )
    with op.batch_alter_table('roadshow_intents', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roadshow_intents_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_roadshow_intents_introduction_id'), ['introduction_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_roadshow_intents_organization_id'), ['organization_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_roadshow_intents_roadshow_id'), ['roadshow_id'], unique=False)

    op.create_table('roadshow_objections',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('roadshow_id', sa.Uuid(), nullable=False),
    sa.Column('entry_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('organization_name', sa.String(length=200), nullable=True),
    sa.Column('contact', sa.String(length=100), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('filed_by', sa.Uuid(), nullable=True),
    sa.Column('status', sa.String(length=40), nullable=False),
    sa.Column('decision', sa.String(length=500), nullable=True),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['decided_by'], ['people.id'], name=op.f('fk_roadshow_objections_decided_by')),
    sa.ForeignKeyConstraint(['entry_id'], ['roadshow_entries.id'], name=op.f('fk_roadshow_objections_entry_id')),
    sa.ForeignKeyConstraint(['filed_by'], ['people.id'], name=op.f('fk_roadshow_objections_filed_by')),
    sa.ForeignKeyConstraint(['roadshow_id'], ['roadshows.id'], name=op.f('fk_roadshow_objections_roadshow_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roadshow_objections'))
    )
    with op.batch_alter_table('roadshow_objections', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roadshow_objections_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_roadshow_objections_roadshow_id'), ['roadshow_id'], unique=False)

    op.create_table('roadshow_recusals',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('roadshow_id', sa.Uuid(), nullable=False),
    sa.Column('entry_id', sa.Uuid(), nullable=False),
    sa.Column('judge_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=True),
    sa.Column('lifted_reason', sa.String(length=500), nullable=True),
    sa.ForeignKeyConstraint(['entry_id'], ['roadshow_entries.id'], name=op.f('fk_roadshow_recusals_entry_id')),
    sa.ForeignKeyConstraint(['judge_id'], ['roadshow_judges.id'], name=op.f('fk_roadshow_recusals_judge_id')),
    sa.ForeignKeyConstraint(['roadshow_id'], ['roadshows.id'], name=op.f('fk_roadshow_recusals_roadshow_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roadshow_recusals')),
    sa.UniqueConstraint('entry_id', 'judge_id', name=op.f('uq_roadshow_recusals_entry_id'))
    )
    with op.batch_alter_table('roadshow_recusals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roadshow_recusals_roadshow_id'), ['roadshow_id'], unique=False)

    op.create_table('roadshow_scores',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('roadshow_id', sa.Uuid(), nullable=False),
    sa.Column('entry_id', sa.Uuid(), nullable=False),
    sa.Column('judge_id', sa.Uuid(), nullable=False),
    sa.Column('marks', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('comment', sa.String(length=500), nullable=True),
    sa.ForeignKeyConstraint(['entry_id'], ['roadshow_entries.id'], name=op.f('fk_roadshow_scores_entry_id')),
    sa.ForeignKeyConstraint(['judge_id'], ['roadshow_judges.id'], name=op.f('fk_roadshow_scores_judge_id')),
    sa.ForeignKeyConstraint(['roadshow_id'], ['roadshows.id'], name=op.f('fk_roadshow_scores_roadshow_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roadshow_scores')),
    sa.UniqueConstraint('entry_id', 'judge_id', name=op.f('uq_roadshow_scores_entry_id'))
    )
    with op.batch_alter_table('roadshow_scores', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roadshow_scores_roadshow_id'), ['roadshow_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('roadshow_scores', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_roadshow_scores_roadshow_id'))

    op.drop_table('roadshow_scores')
    with op.batch_alter_table('roadshow_recusals', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_roadshow_recusals_roadshow_id'))

    op.drop_table('roadshow_recusals')
    with op.batch_alter_table('roadshow_objections', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_roadshow_objections_roadshow_id'))
        batch_op.drop_index(batch_op.f('ix_roadshow_objections_entry_id'))

    op.drop_table('roadshow_objections')
    with op.batch_alter_table('roadshow_intents', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_roadshow_intents_roadshow_id'))
        batch_op.drop_index(batch_op.f('ix_roadshow_intents_organization_id'))
        batch_op.drop_index(batch_op.f('ix_roadshow_intents_introduction_id'))
        batch_op.drop_index(batch_op.f('ix_roadshow_intents_entry_id'))

    op.drop_table('roadshow_intents')
    with op.batch_alter_table('roadshow_attributions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_roadshow_attributions_entry_id'))

    op.drop_table('roadshow_attributions')
    with op.batch_alter_table('landings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_landings_owner_id'))
        batch_op.drop_index(batch_op.f('ix_landings_entry_id'))
        batch_op.drop_index(batch_op.f('ix_landings_contract_id'))
        batch_op.drop_index(batch_op.f('ix_landings_achievement_id'))

    op.drop_table('landings')
    op.drop_table('roadshow_passes')
    with op.batch_alter_table('roadshow_entries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_roadshow_entries_organization_id'))
        batch_op.drop_index(batch_op.f('ix_roadshow_entries_achievement_id'))

    op.drop_table('roadshow_entries')
    op.drop_table('roadshow_result_sheets')
    op.drop_table('roadshow_live_counters')
    with op.batch_alter_table('roadshow_judges', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_roadshow_judges_person_id'))

    op.drop_table('roadshow_judges')
    with op.batch_alter_table('roadshow_hosts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_roadshow_hosts_organization_id'))

    op.drop_table('roadshow_hosts')
    with op.batch_alter_table('roadshows', schema=None) as batch_op:
        batch_op.drop_index('ix_roadshows_starts')

    op.drop_table('roadshows')
