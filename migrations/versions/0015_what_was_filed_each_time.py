"""What was filed, each time

Revision: 0015, after 0014, 2026-11-22 07:07:31.324481
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('contract_filings',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('contract_id', sa.Uuid(), nullable=False),
    sa.Column('contract_version', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('rule_set', sa.String(length=60), nullable=False),
    sa.Column('form', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('filed_on', sa.Date(), nullable=False),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('filed_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['contract_id'], ['contracts.id'], name=op.f('fk_contract_filings_contract_id')),
    sa.ForeignKeyConstraint(['filed_by'], ['people.id'], name=op.f('fk_contract_filings_filed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contract_filings')),
    sa.UniqueConstraint('contract_id', 'number', name=op.f('uq_contract_filings_contract_id'))
    )


def downgrade() -> None:
    op.drop_table('contract_filings')
