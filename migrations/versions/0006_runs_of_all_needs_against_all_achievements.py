"""Runs of all needs against all achievements

Revision: 0006, after 0005, 2026-11-22 06:29:43.447693
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('match_runs',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('needs', sa.Integer(), nullable=False),
    sa.Column('achievements', sa.Integer(), nullable=False),
    sa.Column('pairs', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_runs'))
    )
    op.create_table('match_pairs',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('run_id', sa.Uuid(), nullable=False),
    sa.Column('need_id', sa.Uuid(), nullable=False),
    sa.Column('achievement_id', sa.Uuid(), nullable=False),
    sa.Column('score', sa.Float(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['match_runs.id'], name=op.f('fk_match_pairs_run_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_pairs'))
    )
    with op.batch_alter_table('match_pairs', schema=None) as batch_op:
        batch_op.create_index('ix_match_pairs_run_need', ['run_id', 'need_id'], unique=False)
        batch_op.create_index('ix_match_pairs_run_score', ['run_id', 'score', 'id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('match_pairs', schema=None) as batch_op:
        batch_op.drop_index('ix_match_pairs_run_score')
        batch_op.drop_index('ix_match_pairs_run_need')

    op.drop_table('match_pairs')
    op.drop_table('match_runs')
