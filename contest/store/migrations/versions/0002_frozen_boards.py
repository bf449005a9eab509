"""Frozen boards: a read model of their own, which never sees later marks"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "frozen_board",
        sa.Column("stage_id", sa.String(), nullable=False),
        sa.Column("trade_id", sa.String(), nullable=False),
        sa.Column("picture", sa.JSON(), nullable=False),
        sa.Column("frozen_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["frozen_by"], ["staff.id"]),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"]),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"]),
        sa.PrimaryKeyConstraint("stage_id"),
    )
    with op.batch_alter_table("frozen_board", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_frozen_board_trade_id"), ["trade_id"], unique=False)


def downgrade() -> None:
    op.drop_table("frozen_board")
