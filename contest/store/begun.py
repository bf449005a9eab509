"""Which stages have begun to be marked: asked for whole contests, so it stops at the first mark."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from contest.store.tables.contest import Stage
from contest.store.tables.marking import MarkLine, Sheet


def stages_begun(tx: Session, stage_ids: Collection[str]) -> set[str]:
    """Return those of the stages in which a mark was given."""
    marked = (
        select(MarkLine.id)
        .join(Sheet, col(Sheet.id) == col(MarkLine.sheet_id))
        .where(col(Sheet.stage_id) == col(Stage.id))
        .exists()
    )
    return set(tx.exec(select(Stage.id).where(col(Stage.id).in_(stage_ids), marked)))
