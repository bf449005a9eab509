"""What saving a roster would do: who is new, who is known, what differs, what cannot be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlmodel import Session

from contest.keys import Keys
from contest.queries.import_plan import Change, ImportPlan, NewEntry, NewJudge, Stop
from contest.roster import ContestantRow, JudgeRow, Preview, VenueRow, WorkstationRow
from contest.roster.records import PersonRow
from contest.roster.texts import matching_key
from contest.secrets import id_lookup
from contest.security import CHIEF_JUDGE, JUDGE, ROLE_WORDS
from contest.store import contests, people, rosters
from contest.store.tables.contest import Delegation, Trade, Venue, Workstation
from contest.store.tables.people import Certification, Entry, Person, Staff


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the contest holds already, read once for all rows."""

    trades: Mapping[str, Trade]
    closed: frozenset[str]
    people: Mapping[str, Person]
    entries: Mapping[str, list[tuple[Entry, Trade]]]
    staff: Mapping[str, Staff]
    certificates: Mapping[str, dict[str, Certification]]
    delegations: Mapping[str, Delegation]
    venues: Mapping[str, Venue]
    workstations: Mapping[tuple[str, str], Workstation]


def what_is_known(tx: Session, contest_id: str) -> Known:
    """Read what rows are compared with."""
    trades = contests.trades_of(tx, contest_id)
    closed = {
        trade.code
        for trade in trades
        if any(stage.state != "open" for stage in contests.stages_of(tx, trade.id))
    }
    venues = rosters.venues_of(tx, contest_id)
    return Known(
        trades={trade.code: trade for trade in trades},
        closed=frozenset(closed),
        people=rosters.people_by_lookup(tx, contest_id),
        entries=rosters.entries_by_person(tx, contest_id),
        staff=rosters.staff_by_person(tx, contest_id),
        certificates=rosters.certified_trades(tx, contest_id),
        delegations={d.id: d for d in people.delegations_of(tx, contest_id)},
        venues={matching_key(word): v for v in venues for word in (v.name, v.code)},
        workstations={
            (venue.id, matching_key(station.label)): station
            for station, venue in rosters.workstations_of(tx, contest_id)
        },
    )


def plan_import(tx: Session, *, keys: Keys, contest_id: str, preview: Preview) -> ImportPlan:
    """Compare a roster with the contest as it is now."""
    known = what_is_known(tx, contest_id)
    entries: list[NewEntry] = []
    judges: list[NewJudge] = []
    changes: list[Change] = []
    stops: list[Stop] = []
    for contestant in preview.contestants:
        lookup = id_lookup(keys, contestant.id_number)
        stop = _cannot_compete(contestant, known, lookup)
        if stop:
            stops.append(stop)
            continue
        held = _entries_of(known, lookup)
        trades = tuple(code for code in contestant.trades if code not in held)
        if trades:
            entries.append(NewEntry(row=contestant, lookup=lookup, trades=trades))
        changes += _changes_of_contestant(contestant, known, lookup, held)
    for judge in preview.judges:
        lookup = id_lookup(keys, judge.id_number)
        stop = _cannot_judge(judge, known, lookup)
        if stop:
            stops.append(stop)
            continue
        new, changed = _judge(judge, known, lookup)
        judges += new
        changes += changed
    new_venues = [row for row in preview.venues if _venue(known, row) is None]
    for row in preview.venues:
        changes += _changes_of_venue(row, known)
    # A hall known under another code keeps that; its workstations follow.
    codes = {row.code: hall.code for row in preview.venues if (hall := _venue(known, row))}
    places = [replace(row, venue=codes.get(row.venue, row.venue)) for row in preview.workstations]
    stations = [row for row in places if _station(known, row) is None]
    for station in places:
        changes += _changes_of_station(station, known)
    unique = tuple(dict.fromkeys(changes))
    fresh = len(entries) + len(judges) + len(new_venues) + len(stations)
    return ImportPlan(
        entries=tuple(entries),
        judges=tuple(judges),
        venues=tuple(new_venues),
        workstations=tuple(stations),
        changes=unique,
        stops=tuple(stops),
        known=preview.ready - fresh - len(stops),
    )


def _entries_of(known: Known, lookup: str) -> dict[str, Entry]:
    person = known.people.get(lookup)
    pairs = known.entries.get(person.id, []) if person else []
    return {trade.code: entry for entry, trade in pairs}


def _stop(row: PersonRow, zh: str, en: str) -> Stop:
    return Stop(sheet=row.sheet, row=row.row, name=row.name, zh=zh, en=en)


def _cannot_compete(row: ContestantRow, known: Known, lookup: str) -> Stop | None:
    person = known.people.get(lookup)
    staff = known.staff.get(person.id) if person else None
    if staff is not None:
        zh, en = ROLE_WORDS[staff.role]
        return _stop(
            row,
            f"{row.name}在本次大赛中担任{zh}（{staff.number}），不能同时参赛。",
            f"{row.name} is {en} ({staff.number}) in this contest and cannot compete.",
        )
    held = _entries_of(known, lookup)
    for code in row.trades:
        if code in known.closed and code not in held:
            trade = known.trades[code]
            return _stop(
                row,
                f"“{trade.name}”已有签署的成绩，不能再增加选手。",
                f"“{trade.name_en}” has a signed result; nobody can be added.",
            )
    return None


def _cannot_judge(row: JudgeRow, known: Known, lookup: str) -> Stop | None:
    person = known.people.get(lookup)
    if person is None:
        return None
    if known.entries.get(person.id):
        number = known.entries[person.id][0][0].entry_no
        return _stop(
            row,
            f"{row.name}是本次大赛的选手（{number}），不能同时担任裁判。",
            f"{row.name} competes in this contest ({number}) and cannot judge.",
        )
    staff = known.staff.get(person.id)
    chief_of = known.trades[row.licences[0].trade].id if row.role == CHIEF_JUDGE else None
    if staff is not None and (staff.role, staff.trade_id) != (row.role, chief_of):
        zh, en = ROLE_WORDS[staff.role]
        return _stop(
            row,
            f"{row.name}已登记为{zh}（{staff.number}），职务不能由名单更改，请在“人员”中处理。",
            f"{row.name} is {en} ({staff.number}) already; a roster cannot change that. "
            "Use the page of people.",
        )
    return None


def _judge(row: JudgeRow, known: Known, lookup: str) -> tuple[list[NewJudge], list[Change]]:
    """Return what is new of a judge, and what differs of one who is known."""
    codes = tuple(licence.trade for licence in row.licences)
    person = known.people.get(lookup)
    staff = known.staff.get(person.id) if person else None
    if person is None or staff is None:
        return [NewJudge(row=row, lookup=lookup, trades=codes)], []
    held = known.certificates.get(staff.id, {})
    changes = list(_changes_of_person(row, person))
    for licence in row.licences:
        if licence.trade in held:
            certificate = held[licence.trade]
            after = {"number": licence.certificate, "level": licence.level}
            changes += _compare("certificate", row, certificate, after)
    fresh = tuple(code for code in codes if code not in held)
    marks = row.role in (JUDGE, CHIEF_JUDGE)
    if not fresh or not marks:
        return [], changes
    return [NewJudge(row=row, lookup=lookup, staff_id=staff.id, trades=fresh)], changes


def _changes_of_contestant(
    row: ContestantRow, known: Known, lookup: str, held: Mapping[str, Entry]
) -> Iterable[Change]:
    person = known.people.get(lookup)
    if person is None:
        return
    yield from _changes_of_person(row, person)
    yield from _compare("person", row, person, {"skill_level": row.level})
    for code in row.trades:
        if code in held:
            sender = known.delegations[held[code].delegation_id].name
            if matching_key(sender) != matching_key(row.delegation):
                after = {"delegation": row.delegation}
                yield from _compare("entry", row, held[code], after, before=sender)


def _changes_of_person(row: PersonRow, person: Person) -> Iterable[Change]:
    after = {
        "name": row.name,
        "pinyin": row.name_en,
        "phone": row.phone,
        "employer": row.employer,
    }
    return _compare("person", row, person, after)


def _venue(known: Known, row: VenueRow) -> Venue | None:
    return known.venues.get(matching_key(row.code)) or known.venues.get(matching_key(row.name))


def _changes_of_venue(row: VenueRow, known: Known) -> Iterable[Change]:
    venue = _venue(known, row)
    if venue is None:
        return ()
    after = {
        "name": row.name,
        "name_en": row.name_en,
        "seats": str(row.seats or ""),
        "opens_min": "" if row.opens_min is None else str(row.opens_min),
        "closes_min": "" if row.closes_min is None else str(row.closes_min),
    }
    return _compare("venue", row, venue, after)


def _station(known: Known, row: WorkstationRow) -> Workstation | None:
    venue = known.venues.get(matching_key(row.venue))
    return known.workstations.get((venue.id, matching_key(row.label))) if venue else None


def _changes_of_station(row: WorkstationRow, known: Known) -> Iterable[Change]:
    station = _station(known, row)
    if station is None:
        return ()
    after = {"kind": row.trade, "position": str(row.position), "equipment": row.kind}
    return _compare("workstation", row, station, after)


def _compare(
    what: str,
    row: PersonRow | VenueRow | WorkstationRow,
    held: Person | Entry | Certification | Venue | Workstation,
    after: Mapping[str, str],
    *,
    before: str | None = None,
) -> Iterable[Change]:
    """Yield what differs; a cell that is empty in the roster says nothing."""
    for field, value in after.items():
        if before is not None:
            old = before
        elif field in ("skill_level", "equipment"):
            old = held.facts.get(field, "") if isinstance(held, Person | Workstation) else ""
        else:
            old = str(getattr(held, field))
        if value and value != old:
            yield Change(
                what=what,
                id=held.id,
                field=field,
                before=old,
                after=value,
                sheet=row.sheet,
                row=row.row,
                name=row.label if isinstance(row, WorkstationRow) else row.name,
            )
