"""Is the database as this version needs it?"""

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import Session

from contest.store.engine import alembic_config


def migrated(tx: Session) -> bool:
    """Tell whether every migration has run."""
    wanted = ScriptDirectory.from_config(alembic_config("sqlite://")).get_current_head()
    return MigrationContext.configure(tx.connection()).get_current_revision() == wanted
