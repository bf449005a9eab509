"""How Alembic reaches the database; called by `Store.migrate` and by `leitai migrate`."""

from alembic import context
from sqlalchemy import create_engine, pool
from sqlmodel import SQLModel

from contest.store import tables

__all__ = ["tables"]


def run() -> None:
    """Run the migrations on the database named by the caller."""
    url = context.config.get_main_option("sqlalchemy.url")
    engine = create_engine(url or "", poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            render_as_batch=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
