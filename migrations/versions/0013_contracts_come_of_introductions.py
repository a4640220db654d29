"""Contracts come of introductions

Revision: 0013, after 0012, 2026-11-22 06:56:46.824427
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('contracts', schema=None) as batch_op:
        batch_op.create_foreign_key(batch_op.f('fk_contracts_introduction_id'), 'introductions', ['introduction_id'], ['id'])



def downgrade() -> None:
    with op.batch_alter_table('contracts', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_contracts_introduction_id'), type_='foreignkey')

