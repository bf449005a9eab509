"""A rulebook changed after marking began is a proposal until three roles have agreed"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("rulebook", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("state", sa.String(), nullable=False, server_default="in_force")
        )
        batch_op.add_column(sa.Column("reason", sa.String(), nullable=False, server_default=""))
        batch_op.drop_column("frozen_at")
    with op.batch_alter_table("rulebook", schema=None) as batch_op:
        batch_op.alter_column("state", server_default=None)
        batch_op.alter_column("reason", server_default=None)
    op.create_table(
        "rulebook_name",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("rulebook_id", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["rulebook_id"], ["rulebook.id"]),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("rulebook_id", "role"),
    )
    with op.batch_alter_table("rulebook_name", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rulebook_name_rulebook_id"), ["rulebook_id"], unique=False
        )


def downgrade() -> None:
    op.drop_table("rulebook_name")
    with op.batch_alter_table("rulebook", schema=None) as batch_op:
        batch_op.add_column(sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_column("reason")
        batch_op.drop_column("state")
