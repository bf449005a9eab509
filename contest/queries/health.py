"""Can marks be taken?"""

from sqlalchemy.exc import SQLAlchemyError

from contest.store import health
from contest.store.engine import Store


def marks_can_be_taken(store: Store) -> bool:
    """Tell whether the database is there, migrated, and takes the write lock."""
    try:
        with store.transaction() as tx:
            return health.migrated(tx)
    except SQLAlchemyError:
        return False
