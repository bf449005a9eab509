"""The timetable: its versions as documents, and the published one as heats, slots and duties."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, delete, func, select

from contest.clock import now
from contest.errors import NotFound
from contest.store.tables.contest import Contest, Trade, Venue, Workstation
from contest.store.tables.marking import MarkLine, Sheet, SheetSeat
from contest.store.tables.people import Certification, Entry, Person, Staff
from contest.store.tables.timetable import Duty, Heat, Slot, TimetableVersion

__all__ = ["Duty", "Heat", "HeatLine", "JudgeLine", "Slot", "TimetableVersion"]


@dataclass(frozen=True, kw_only=True)
class JudgeLine:
    """An official who may sit on panels, with the codes of the trades he is certified for."""

    staff: Staff
    name: str
    codes: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class SlotPlan:
    """A place to be made: at a workstation, or on a seat of a hall; `entry_id` while known."""

    workstation_id: str | None
    label: str
    place: str
    entry_id: str | None


@dataclass(frozen=True, kw_only=True)
class HeatPlanned:
    """A heat to be made or changed, with everything in it; `judges` in the order of seats."""

    key: str
    stage_id: str
    venue_id: str
    module_id: str
    number: int
    starts_min: int
    ends_min: int
    slots: tuple[SlotPlan, ...]
    judges: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class HeatLine:
    """A published heat with its slots by label and its duties by seat."""

    heat: Heat
    slots: tuple[Slot, ...]
    duties: tuple[Duty, ...]

    def same_as(self, plan: HeatPlanned) -> bool:
        """
        Whether a plan changes nothing in this heat.

        Who stands at which of its workstations may differ: that is the draw's business, and a
        new version of the timetable must not undo a draw.
        """
        mine = (self.heat.starts_min, self.heat.ends_min, self.heat.venue_id)
        return (
            mine == (plan.starts_min, plan.ends_min, plan.venue_id)
            and {slot.place for slot in self.slots} == {slot.place for slot in plan.slots}
            and {slot.label for slot in self.slots} == {slot.label for slot in plan.slots}
            and tuple(duty.staff_id for duty in self.duties) == plan.judges
        )


def published(tx: Session, contest_id: str) -> TimetableVersion | None:
    """Return the version in force."""
    return _newest(tx, contest_id, "published")


def draft(tx: Session, contest_id: str) -> TimetableVersion | None:
    """Return the draft that waits to be published, if there is one."""
    return _newest(tx, contest_id, "draft")


def _newest(tx: Session, contest_id: str, state: str) -> TimetableVersion | None:
    statement = (
        select(TimetableVersion)
        .where(TimetableVersion.contest_id == contest_id, TimetableVersion.state == state)
        .order_by(col(TimetableVersion.version).desc())
        .limit(1)
    )
    return tx.exec(statement).first()


def get_version(tx: Session, version_id: str) -> TimetableVersion:
    """Return a version or refuse with NotFound."""
    found = tx.get(TimetableVersion, version_id)
    if found is None:
        raise NotFound()
    return found


def versions(tx: Session, contest_id: str) -> list[TimetableVersion]:
    """Return a contest's versions, the newest first."""
    statement = select(TimetableVersion).where(TimetableVersion.contest_id == contest_id)
    return list(tx.exec(statement.order_by(col(TimetableVersion.version).desc())))


def add_draft(
    tx: Session,
    *,
    contest_id: str,
    problem: dict[str, Any],
    timetable: dict[str, Any],
    job_id: str | None,
) -> TimetableVersion:
    """Add a draft; the draft before it, never published, is superseded."""
    before = draft(tx, contest_id)
    if before is not None:
        before.state = "superseded"
    newest = tx.exec(
        select(func.max(TimetableVersion.version)).where(TimetableVersion.contest_id == contest_id)
    ).one()
    version = TimetableVersion(
        contest_id=contest_id,
        version=(newest or 0) + 1,
        problem=problem,
        timetable=timetable,
        job_id=job_id,
    )
    tx.add(version)
    tx.flush()
    return version


def mark_published(tx: Session, version: TimetableVersion, staff_id: str) -> None:
    """Put a version in force in place of the one before."""
    before = published(tx, version.contest_id)
    if before is not None:
        before.state = "superseded"
    version.state, version.published_by, version.published_at = "published", staff_id, now()
    tx.flush()


def venues_of(tx: Session, contest_id: str) -> list[Venue]:
    """Return a contest's venues by code."""
    statement = select(Venue).where(Venue.contest_id == contest_id).order_by(col(Venue.code))
    return list(tx.exec(statement))


def workstations_of(tx: Session, contest_id: str) -> list[Workstation]:
    """Return a contest's workstations, venue by venue, neighbours side by side."""
    statement = (
        select(Workstation)
        .join(Venue, col(Venue.id) == col(Workstation.venue_id))
        .where(Venue.contest_id == contest_id)
        .order_by(col(Venue.code), col(Workstation.position), col(Workstation.label))
    )
    return list(tx.exec(statement))


def registered_entries(tx: Session, trade_id: str) -> list[Entry]:
    """Return a trade's entries by number, the withdrawn left out."""
    statement = (
        select(Entry)
        .where(Entry.trade_id == trade_id, Entry.state == "registered")
        .order_by(col(Entry.entry_no))
    )
    return list(tx.exec(statement))


def judges_of(tx: Session, contest_id: str) -> list[JudgeLine]:
    """Return the active judges and chief judges with their certificates, by number."""
    statement = (
        select(Staff, Person, Trade.code)
        .join(Person, col(Person.id) == col(Staff.person_id))
        .join(Certification, col(Certification.staff_id) == col(Staff.id))
        .join(Trade, col(Trade.id) == col(Certification.trade_id))
        .where(
            Staff.contest_id == contest_id,
            col(Staff.active).is_(True),
            col(Staff.role).in_(("judge", "chief_judge")),
        )
        .order_by(col(Staff.number))
    )
    people: dict[str, tuple[Staff, str]] = {}
    codes: dict[str, set[str]] = {}
    for staff, person, code in tx.exec(statement):
        people[staff.id] = (staff, person.name)
        codes.setdefault(staff.id, set()).add(code)
    return [
        JudgeLine(staff=staff, name=name, codes=frozenset(codes[staff.id]))
        for staff, name in people.values()
    ]


def heats_of(tx: Session, contest_id: str, *, stage_id: str | None = None) -> list[HeatLine]:
    """Return the published heats in order of time, of one stage or of all."""
    statement = select(Heat).where(Heat.contest_id == contest_id)
    if stage_id is not None:
        statement = statement.where(Heat.stage_id == stage_id)
    heats = tx.exec(statement.order_by(col(Heat.starts_min), col(Heat.key))).all()
    ids = [heat.id for heat in heats]
    slots: dict[str, list[Slot]] = {}
    for slot in tx.exec(select(Slot).where(col(Slot.heat_id).in_(ids))):
        slots.setdefault(slot.heat_id, []).append(slot)
    duties: dict[str, list[Duty]] = {}
    for duty in tx.exec(select(Duty).where(col(Duty.heat_id).in_(ids)).order_by(col(Duty.seat))):
        duties.setdefault(duty.heat_id, []).append(duty)
    return [
        HeatLine(
            heat=heat,
            slots=tuple(sorted(slots.get(heat.id, ()), key=lambda s: (len(s.label), s.label))),
            duties=tuple(duties.get(heat.id, ())),
        )
        for heat in heats
    ]


def final_slots(tx: Session, stage_id: str) -> list[Slot]:
    """Return every slot of a stage, heat by heat in order of time, then by label."""
    statement = (
        select(Slot)
        .join(Heat, col(Heat.id) == col(Slot.heat_id))
        .where(Heat.stage_id == stage_id)
        .order_by(col(Heat.starts_min), col(Heat.key), col(Slot.label))
    )
    return list(tx.exec(statement))


def heats_with_marks(tx: Session, heat_ids: Iterable[str]) -> set[str]:
    """Return those of these heats in which a mark was given."""
    statement = (
        select(Sheet.heat_id)
        .join(MarkLine, col(MarkLine.sheet_id) == col(Sheet.id))
        .where(col(Sheet.heat_id).in_(list(heat_ids)))
        .distinct()
    )
    return set(tx.exec(statement))


def write_heats(
    tx: Session, contest: Contest, plans: Iterable[HeatPlanned], moments: Mapping[int, Any]
) -> list[Heat]:
    """
    Make these heats, or change those that have the same key; return them.

    `moments` gives the moment of every minute used. Whoever already sits on a place that was
    unknown when the timetable was made (`final#3`) keeps it.
    """
    known = {line.heat.key: line for line in heats_of(tx, contest.id)}
    seated = {
        (line.heat.stage_id, slot.place): slot.entry_id
        for line in known.values()
        for slot in line.slots
        if slot.entry_id is not None and slot.entry_id != slot.place
    }
    made = []
    for plan in plans:
        before = known.get(plan.key)
        heat = before.heat if before else Heat(contest_id=contest.id, **_facts(plan, moments))
        if before is not None:
            for name, value in _facts(plan, moments).items():
                setattr(heat, name, value)
            for thing in (*before.slots, *before.duties):
                tx.delete(thing)
        tx.add(heat)
        tx.flush()
        for slot in plan.slots:
            entry_id = slot.entry_id or seated.get((plan.stage_id, slot.place))
            tx.add(
                Slot(
                    heat_id=heat.id,
                    workstation_id=slot.workstation_id,
                    label=slot.label,
                    place=slot.place,
                    entry_id=entry_id,
                )
            )
        for seat, judge in enumerate(plan.judges, 1):
            tx.add(Duty(heat_id=heat.id, staff_id=judge, seat=seat))
        tx.flush()
        made.append(heat)
    return made


def _facts(plan: HeatPlanned, moments: Mapping[int, Any]) -> dict[str, Any]:
    return {
        "key": plan.key,
        "stage_id": plan.stage_id,
        "venue_id": plan.venue_id,
        "module_id": plan.module_id,
        "number": plan.number,
        "starts_min": plan.starts_min,
        "ends_min": plan.ends_min,
        "starts_at": moments[plan.starts_min],
        "ends_at": moments[plan.ends_min],
    }


def drop_empty_sheets(tx: Session, heat_ids: Collection[str]) -> None:
    """Remove the sheets of these heats whose entry sits there no more; none of them has marks."""
    ids = list(heat_ids)
    seats = {
        (heat, entry)
        for heat, entry in tx.exec(
            select(Slot.heat_id, Slot.entry_id).where(col(Slot.heat_id).in_(ids))
        )
    }
    for sheet in tx.exec(select(Sheet).where(col(Sheet.heat_id).in_(ids))).all():
        if (sheet.heat_id, sheet.entry_id) not in seats:
            tx.exec(delete(SheetSeat).where(col(SheetSeat.sheet_id) == sheet.id))
            tx.delete(sheet)
    tx.flush()


def remove_heats(tx: Session, heat_ids: Collection[str]) -> None:
    """Remove heats that a new version has no more, with their slots, duties and empty sheets."""
    ids = list(heat_ids)
    tx.exec(delete(Slot).where(col(Slot.heat_id).in_(ids)))
    tx.exec(delete(Duty).where(col(Duty.heat_id).in_(ids)))
    tx.flush()
    drop_empty_sheets(tx, ids)
    tx.exec(delete(Heat).where(col(Heat.id).in_(ids)))
    tx.flush()


def replace_duty(tx: Session, duty: Duty, staff_id: str) -> None:
    """Give a seat of a panel to another judge."""
    duty.staff_id = staff_id
    tx.flush()
