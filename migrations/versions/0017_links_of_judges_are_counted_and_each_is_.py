"""Links of judges are counted, and each is of a judge

Revision: 0017, after 0016, 2026-11-22 07:21:17.640478
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('roadshow_judges', schema=None) as batch_op:
        batch_op.add_column(sa.Column('links_made', sa.Integer(), nullable=False, server_default='0'))

    with op.batch_alter_table('roadshow_passes', schema=None) as batch_op:
        batch_op.alter_column('judge_id',
               existing_type=sa.Uuid(),
               nullable=False)



def downgrade() -> None:
    with op.batch_alter_table('roadshow_passes', schema=None) as batch_op:
        batch_op.alter_column('judge_id',
               existing_type=sa.Uuid(),
               nullable=True)

    with op.batch_alter_table('roadshow_judges', schema=None) as batch_op:
        batch_op.drop_column('links_made')

