"""The recheck of a stage's sheets, and appeals with their rulings"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recheck",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("stage_id", sa.String(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("drawn_by", sa.String(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["drawn_by"], ["staff.id"]),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("stage_id"),
    )
    op.create_table(
        "recheck_sheet",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("recheck_id", sa.String(), nullable=False),
        sa.Column("sheet_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("checked_by", sa.String(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["checked_by"], ["staff.id"]),
        sa.ForeignKeyConstraint(["recheck_id"], ["recheck.id"]),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("recheck_id", "sheet_id"),
    )
    with op.batch_alter_table("recheck_sheet", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recheck_sheet_recheck_id"), ["recheck_id"], unique=False
        )
    op.create_table(
        "appeal",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("stage_id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("filed_by", sa.String(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("ruling", sa.String(), nullable=False),
        sa.Column("effect", sa.String(), nullable=False),
        sa.Column("ruled_by", sa.String(), nullable=True),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["confirmed_by"], ["staff.id"]),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"]),
        sa.ForeignKeyConstraint(["filed_by"], ["staff.id"]),
        sa.ForeignKeyConstraint(["ruled_by"], ["staff.id"]),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appeal_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appeal_stage_id"), ["stage_id"], unique=False)


def downgrade() -> None:
    op.drop_table("appeal")
    op.drop_table("recheck_sheet")
    op.drop_table("recheck")
