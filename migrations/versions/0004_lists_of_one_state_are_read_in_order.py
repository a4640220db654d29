"""Lists of one state are read in order

Revision: 0004, after 0003, 2026-11-22 05:08:11.117720
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:

    with op.batch_alter_table('achievements', schema=None) as batch_op:
        batch_op.create_index('ix_achievements_status_listed', ['status', 'listed_at', 'id'], unique=False)

    with op.batch_alter_table('needs', schema=None) as batch_op:
        batch_op.create_index('ix_needs_status_listed', ['status', 'listed_at', 'id'], unique=False)




def downgrade() -> None:

    with op.batch_alter_table('needs', schema=None) as batch_op:
        batch_op.drop_index('ix_needs_status_listed')

    with op.batch_alter_table('achievements', schema=None) as batch_op:
        batch_op.drop_index('ix_achievements_status_listed')


