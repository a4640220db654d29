"""The volume ledger, with imports, targets and official figures

Revision: 0012, after 0011, 2026-11-22 06:54:18.051844
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# Who writes here adds lines; whoever tries anything else is refused by the database itself. A later
# batch_alter_table of these tables on SQLite drops their triggers and must make them anew.
_APPEND_ONLY = ('ledger_lines', 'national_figures')
_REFUSED = 'figures are added and never changed'

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('ledger_sums',
    sa.Column('recorded_month', sa.Date(), nullable=False),
    sa.Column('effective_month', sa.Date(), nullable=False),
    sa.Column('registered_month', sa.Date(), nullable=False),
    sa.Column('filing_region', sa.String(length=6), nullable=False),
    sa.Column('contract_type', sa.String(length=40), nullable=False),
    sa.Column('tech_field', sa.String(length=2), nullable=False),
    sa.Column('contracts', sa.Integer(), nullable=False),
    sa.Column('total', sa.BigInteger(), nullable=False),
    sa.Column('technical', sa.BigInteger(), nullable=False),
    sa.Column('newest', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('recorded_month', 'effective_month', 'registered_month', 'filing_region', 'contract_type', 'tech_field', name=op.f('pk_ledger_sums'))
    )
    op.create_table('official_figures',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('series', sa.String(length=60), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('verb', sa.String(length=40), nullable=False),
    sa.Column('scope', sa.String(length=40), nullable=False),
    sa.Column('region', sa.String(length=6), nullable=False),
    sa.Column('nature', sa.String(length=40), nullable=False),
    sa.Column('period', sa.String(length=10), nullable=False),
    sa.Column('value', sa.String(length=30), nullable=False),
    sa.Column('unit', sa.String(length=20), nullable=False),
    sa.Column('precision', sa.String(length=40), nullable=False),
    sa.Column('announced_rate', sa.String(length=20), nullable=True),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('announced_on', sa.Date(), nullable=True),
    sa.Column('indicator', sa.String(length=40), nullable=True),
    sa.Column('note', sa.String(length=500), nullable=True),
    sa.Column('is_demonstration', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_official_figures')),
    sa.UniqueConstraint('series', 'region', 'period', 'source', name=op.f('uq_official_figures_series'))
    )
    with op.batch_alter_table('official_figures', schema=None) as batch_op:
        batch_op.create_index('ix_official_figures_listed', ['created_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_official_figures_series'), ['series'], unique=False)

    op.create_table('targets',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('indicator', sa.String(length=40), nullable=False),
    sa.Column('scope', sa.String(length=40), nullable=False),
    sa.Column('unit', sa.String(length=200), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.Column('is_demonstration', sa.Boolean(), nullable=False),
    sa.CheckConstraint('value BETWEEN 1 AND 999999999999999', name=op.f('ck_targets_value_range')),
    sa.CheckConstraint('year BETWEEN 2000 AND 2100', name=op.f('ck_targets_year_range')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_targets')),
    sa.UniqueConstraint('year', 'indicator', 'scope', 'unit', name=op.f('uq_targets_year'))
    )
    op.create_table('national_figures',
    sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('region', sa.String(length=6), nullable=False),
    sa.Column('period', sa.String(length=7), nullable=False),
    sa.Column('contracts', sa.Integer(), nullable=False),
    sa.Column('total_amount', sa.BigInteger(), nullable=False),
    sa.Column('technical_amount', sa.BigInteger(), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entered_by', sa.Uuid(), nullable=True),
    sa.Column('is_demonstration', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['entered_by'], ['people.id'], name=op.f('fk_national_figures_entered_by')),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_national_figures')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('national_figures', schema=None) as batch_op:
        batch_op.create_index('ix_national_figures_of', ['region', 'period', 'seq'], unique=False)

    op.create_table('imports',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('status', sa.String(length=40), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('report', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('organization_id', sa.Uuid(), nullable=True),
    sa.Column('is_demonstration', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_imports_organization_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_imports_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_imports'))
    )
    with op.batch_alter_table('imports', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_imports_person_id'), ['person_id'], unique=False)

    op.create_table('ledger_lines',
    sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('contract_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('contracts_delta', sa.Integer(), nullable=False),
    sa.Column('total_delta', sa.BigInteger(), nullable=False),
    sa.Column('technical_delta', sa.BigInteger(), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('registered_on', sa.Date(), nullable=False),
    sa.Column('effective_month', sa.Date(), nullable=False),
    sa.Column('registered_month', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('office', sa.String(length=200), nullable=True),
    sa.Column('filing_region', sa.String(length=6), nullable=True),
    sa.Column('seller_region', sa.String(length=6), nullable=True),
    sa.Column('buyer_region', sa.String(length=6), nullable=True),
    sa.Column('landing_region', sa.String(length=6), nullable=True),
    sa.Column('park', sa.String(length=40), nullable=True),
    sa.Column('contract_type', sa.String(length=40), nullable=False),
    sa.Column('tech_field', sa.String(length=2), nullable=True),
    sa.Column('cluster', sa.String(length=40), nullable=True),
    sa.Column('seller_kind', sa.String(length=3), nullable=True),
    sa.Column('buyer_kind', sa.String(length=3), nullable=True),
    sa.Column('ip_kind', sa.String(length=40), nullable=True),
    sa.Column('plan_source', sa.String(length=40), nullable=True),
    sa.Column('seller_name', sa.String(length=200), nullable=False),
    sa.CheckConstraint('contracts_delta BETWEEN -1 AND 1', name=op.f('ck_ledger_lines_contracts_delta_range')),
    sa.CheckConstraint('effective_on >= registered_on', name=op.f('ck_ledger_lines_effective_after_registration')),
    sa.ForeignKeyConstraint(['contract_id'], ['contracts.id'], name=op.f('fk_ledger_lines_contract_id')),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_ledger_lines')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('ledger_lines', schema=None) as batch_op:
        batch_op.create_index('ix_ledger_lines_contract', ['contract_id', 'seq'], unique=False)
        batch_op.create_index('ix_ledger_lines_effective', ['effective_on'], unique=False)
        batch_op.create_index('ix_ledger_lines_recorded', ['recorded_at'], unique=False)
        batch_op.create_index('ix_ledger_lines_registered', ['registered_on'], unique=False)

    for table in _APPEND_ONLY:
        _protect(table)


def downgrade() -> None:
    with op.batch_alter_table('ledger_lines', schema=None) as batch_op:
        batch_op.drop_index('ix_ledger_lines_registered')
        batch_op.drop_index('ix_ledger_lines_recorded')
        batch_op.drop_index('ix_ledger_lines_effective')
        batch_op.drop_index('ix_ledger_lines_contract')

    op.drop_table('ledger_lines')
    with op.batch_alter_table('imports', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_imports_person_id'))

    op.drop_table('imports')
    with op.batch_alter_table('national_figures', schema=None) as batch_op:
        batch_op.drop_index('ix_national_figures_of')

    op.drop_table('national_figures')
    op.drop_table('targets')
    with op.batch_alter_table('official_figures', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_official_figures_series'))
        batch_op.drop_index('ix_official_figures_listed')

    op.drop_table('official_figures')
    op.drop_table('ledger_sums')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION refuse_change()')


def _protect(table: str) -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(
            f"CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$"
        )
        op.execute(
            f'CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} '
            f'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()'
        )
        return
    for verb in ('UPDATE', 'DELETE'):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
        )
