"""Files of listings and introductions

Revision: 0014, after 0013, 2026-11-22 07:11:49.880212
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('stored_blobs',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('dropped_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stored_blobs'))
    )
    with op.batch_alter_table('stored_blobs', schema=None) as batch_op:
        batch_op.create_index('ix_stored_blobs_dropped_at', ['dropped_at'], unique=False)
        batch_op.create_index('ix_stored_blobs_kept_at', ['kept_at', 'created_at'], unique=False)

    op.create_table('attachments',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('subject_kind', sa.String(length=40), nullable=True),
    sa.Column('subject_id', sa.Uuid(), nullable=True),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('scan', sa.String(length=40), nullable=False),
    sa.Column('uploaded_by', sa.Uuid(), nullable=False),
    sa.Column('uploaded_by_organization_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('size > 0', name=op.f('ck_attachments_size_positive')),
    sa.ForeignKeyConstraint(['uploaded_by'], ['people.id'], name=op.f('fk_attachments_uploaded_by')),
    sa.ForeignKeyConstraint(['uploaded_by_organization_id'], ['organizations.id'], name=op.f('fk_attachments_uploaded_by_organization_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachments'))
    )
    with op.batch_alter_table('attachments', schema=None) as batch_op:
        batch_op.create_index('ix_attachments_subject', ['subject_id', 'created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_attachments_uploaded_by_organization_id'), ['uploaded_by_organization_id'], unique=False)




def downgrade() -> None:

    with op.batch_alter_table('attachments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attachments_uploaded_by_organization_id'))
        batch_op.drop_index('ix_attachments_subject')

    op.drop_table('attachments')
    with op.batch_alter_table('stored_blobs', schema=None) as batch_op:
        batch_op.drop_index('ix_stored_blobs_kept_at')
        batch_op.drop_index('ix_stored_blobs_dropped_at')

    op.drop_table('stored_blobs')

