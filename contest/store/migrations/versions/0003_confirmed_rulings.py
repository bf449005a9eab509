"""A ruling may give an order, and stands once a supervisor has confirmed it"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("ruling", schema=None) as batch_op:
        batch_op.add_column(sa.Column("order", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("confirmed_by", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_ruling_confirmed_by_staff"), "staff", ["confirmed_by"], ["id"]
        )
    # Rulings made so far stood with one name, and results were signed on them.
    op.execute("UPDATE ruling SET confirmed_by = staff_id, confirmed_at = at")
    with op.batch_alter_table("ruling", schema=None) as batch_op:
        batch_op.alter_column("order", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("ruling", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_ruling_confirmed_by_staff"), type_="foreignkey")
        batch_op.drop_column("confirmed_at")
        batch_op.drop_column("confirmed_by")
        batch_op.drop_column("order")
