"""Rulings: answers to what a rulebook leaves open, with the two names under each."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from contest.clock import now
from contest.errors import NotFound
from contest.store.people import staff_by_ids
from contest.store.tables.marking import RulingLine


@dataclass(frozen=True, kw_only=True)
class SignedRuling:
    """A ruling with who made it and who confirmed it, as `number name`; nobody is empty."""

    line: RulingLine
    author: str
    witness: str

    @property
    def stands(self) -> bool:
        """Whether it counts: two people have put their names to it."""
        return self.line.confirmed_at is not None


def rulings_of_stage(tx: Session, stage_id: str) -> list[SignedRuling]:
    """Return a stage's rulings, oldest first; of two on one question the later counts."""
    statement = select(RulingLine).where(RulingLine.stage_id == stage_id)
    lines = list(tx.exec(statement.order_by(col(RulingLine.at), col(RulingLine.id))))
    ids = {who for line in lines for who in (line.staff_id, line.confirmed_by) if who}
    names = {
        staff.id: f"{staff.number} {person.name}" for staff, person in staff_by_ids(tx, list(ids))
    }
    return [
        SignedRuling(
            line=line,
            author=names[line.staff_id],
            witness=names.get(line.confirmed_by or "", ""),
        )
        for line in lines
    ]


def get_ruling(tx: Session, ruling_id: str) -> RulingLine:
    """Return a ruling or refuse with NotFound."""
    found = tx.get(RulingLine, ruling_id)
    if found is None:
        raise NotFound()
    return found


def add_ruling(tx: Session, **facts: object) -> RulingLine:
    """Add a ruling, which does not count yet."""
    ruling = RulingLine.model_validate(facts)
    tx.add(ruling)
    tx.flush()
    return ruling


def confirm(ruling: RulingLine, staff_id: str | None) -> None:
    """Put the second name under a ruling: from now on it counts."""
    ruling.confirmed_by, ruling.confirmed_at = staff_id, now()
