"""Writing a planned import: people sealed, entries numbered, judges certified, places added."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from contest.ids import new_id
from contest.keys import Keys
from contest.operations.placing import PREFIXES
from contest.operations.spelling import spelled
from contest.queries.import_plan import Change, NewEntry, NewJudge
from contest.roster import ContestantRow, VenueRow, WorkstationRow
from contest.roster.records import PersonRow
from contest.roster.texts import matching_key
from contest.secrets import seal_id_number
from contest.security import CHIEF_JUDGE, JUDGE
from contest.store import contests, people, rosters

NOTE = "note:"


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Writes in one transaction; the caller has checked, locked, and tells the journal."""

    tx: Session
    keys: Keys
    contest_id: str

    def write_places(self, venues: Iterable[VenueRow], stations: Iterable[WorkstationRow]) -> None:
        """Add venues, then the workstations in them; hours not given are the contest's."""
        contest = contests.get_contest(self.tx, self.contest_id)
        rosters.add_venues(
            self.tx,
            [
                {
                    "contest_id": self.contest_id,
                    "code": row.code,
                    "name": row.name,
                    "name_en": row.name_en,
                    "seats": row.seats,
                    "opens_min": contest.opens_min if row.opens_min is None else row.opens_min,
                    "closes_min": contest.closes_min if row.closes_min is None else row.closes_min,
                }
                for row in venues
            ],
        )
        halls = rosters.venues_of(self.tx, self.contest_id)
        ids = {matching_key(word): hall.id for hall in halls for word in (hall.name, hall.code)}
        rosters.add_workstations(
            self.tx,
            [
                {
                    "venue_id": ids[matching_key(row.venue)],
                    "label": row.label,
                    "kind": row.trade,
                    "position": row.position,
                    "facts": {"equipment": row.kind} if row.kind else {},
                }
                for row in stations
            ],
        )

    def write_contestants(self, planned: Sequence[NewEntry]) -> tuple[int, int]:
        """Add people and entries; return how many of each."""
        persons = self._people((plan.row, plan.lookup) for plan in planned)
        delegations = self._delegations([plan.row for plan in planned])
        trades = {trade.code: trade for trade in contests.trades_of(self.tx, self.contest_id)}
        numbers = {
            code: highest(rosters.entry_numbers(self.tx, trade.id))
            for code, trade in trades.items()
        }
        entries: list[dict[str, object]] = []
        for plan in planned:
            for code in plan.trades:
                numbers[code] += 1
                entries.append(
                    {
                        "trade_id": trades[code].id,
                        "person_id": persons.ids[plan.lookup],
                        "delegation_id": delegations[matching_key(plan.row.delegation)],
                        "entry_no": f"{trades[code].prefix}-{numbers[code]:03}",
                    }
                )
        rosters.add_entries(self.tx, entries)
        return persons.added, len(entries)

    def write_judges(self, planned: Sequence[NewJudge]) -> int:
        """Add officials with their certificates, or only certificates to those who are known."""
        persons = self._people((plan.row, plan.lookup) for plan in planned)
        trades = {trade.code: trade.id for trade in contests.trades_of(self.tx, self.contest_id)}
        taken = people.numbers_of(self.tx, self.contest_id)
        added = 0
        for plan in planned:
            staff_id = plan.staff_id
            if staff_id is None:
                number = next(
                    n
                    for i in range(1, len(taken) + 2)
                    if (n := f"{PREFIXES[plan.row.role]}-{i:02}") not in taken
                )
                taken.add(number)
                chief = plan.row.role == CHIEF_JUDGE
                staff_id = people.add_staff(
                    self.tx,
                    contest_id=self.contest_id,
                    person_id=persons.ids[plan.lookup],
                    role=plan.row.role,
                    trade_id=trades[plan.row.licences[0].trade] if chief else None,
                    number=number,
                ).id
                added += 1
            if plan.row.role in (JUDGE, CHIEF_JUDGE):
                for licence in plan.row.licences:
                    if licence.trade in plan.trades:
                        people.add_certification(
                            self.tx,
                            staff_id=staff_id,
                            trade_id=trades[licence.trade],
                            number=licence.certificate,
                            level=licence.level,
                        )
        return added

    def apply(self, change: Change) -> None:
        """Write one difference the organiser agreed to."""
        row = rosters.row_of(self.tx, change.what, change.id)
        value: Any = change.after
        if change.field in ("seats", "opens_min", "closes_min", "position"):
            value = int(change.after)
        if change.field in ("skill_level", "equipment"):
            # A new dictionary: a change inside the old one would not be noticed and not be saved.
            row.facts = row.facts | {change.field: value}
        elif change.field == "delegation":
            row.delegation_id = self._delegation_ids({change.after: ""})[matching_key(change.after)]
        else:
            setattr(row, change.field, value)
            if change.field == "name" and change.what == "person":
                row.pinyin = spelled(value)

    def join_judges_to_delegations(self) -> None:
        """Note which delegation employs each judge: its entries he must not mark."""
        known = {
            matching_key(one.name): one.id
            for one in people.delegations_of(self.tx, self.contest_id)
        }
        for staff, person in people.staff_of(self.tx, self.contest_id, roles=(JUDGE, CHIEF_JUDGE)):
            if staff.delegation_id is None:
                sender = person.facts.get(f"{NOTE}delegation") or person.employer
                staff.delegation_id = known.get(matching_key(sender))

    def _people(self, rows: Iterable[tuple[PersonRow, str]]) -> "Persons":
        """Add who is not known yet; a person in two rows is one person."""
        ids = {
            lookup: person.id
            for lookup, person in rosters.people_by_lookup(self.tx, self.contest_id).items()
        }
        fresh: list[dict[str, object]] = []
        for row, lookup in rows:
            if lookup not in ids:
                ids[lookup] = new_id()
                fresh.append(self._person(row, ids[lookup], lookup))
        rosters.add_people(self.tx, fresh)
        return Persons(ids=ids, added=len(fresh))

    def _person(self, row: PersonRow, person_id: str, lookup: str) -> dict[str, object]:
        facts = {f"{NOTE}{header}": text for header, text in row.notes}
        if isinstance(row, ContestantRow):
            if row.level:
                facts["skill_level"] = row.level
        elif row.delegation:
            facts[f"{NOTE}delegation"] = row.delegation
        return {
            "id": person_id,
            "contest_id": self.contest_id,
            "name": row.name,
            "pinyin": row.name_en or spelled(row.name),
            "gender": row.gender,
            "born_on": row.born_on,
            "id_cipher": seal_id_number(self.keys, person_id, row.id_number),
            "id_lookup": lookup,
            "id_last4": row.id_number[-4:],
            "phone": row.phone,
            "employer": row.employer,
            "facts": facts,
        }

    def _delegations(self, rows: Sequence[ContestantRow]) -> dict[str, str]:
        wanted: dict[str, str] = {}
        for row in rows:
            wanted[row.delegation] = wanted.get(row.delegation) or row.delegation_en
        return self._delegation_ids(wanted)

    def _delegation_ids(self, wanted: dict[str, str]) -> dict[str, str]:
        """Return the ids of delegations by their compared name, adding those that are missing."""
        known = {
            matching_key(one.name): one.id
            for one in people.delegations_of(self.tx, self.contest_id)
        }
        missing: dict[str, dict[str, object]] = {}
        for name, name_en in wanted.items():
            key = matching_key(name)
            if key not in known:
                fresh: dict[str, object] = {
                    "contest_id": self.contest_id,
                    "name": name,
                    "name_en": name_en,
                }
                missing.setdefault(key, fresh)
        for made in rosters.add_delegations(self.tx, list(missing.values())):
            known[matching_key(made.name)] = made.id
        return known


@dataclass(frozen=True, kw_only=True)
class Persons:
    """Ids by keyed hash of the ID number, and how many of them are new."""

    ids: dict[str, str]
    added: int


def highest(numbers: Iterable[str]) -> int:
    """Return the highest running number among entry numbers such as LM-007."""
    tails = (number.rpartition("-")[2] for number in numbers)
    return max((int(tail) for tail in tails if tail.isdecimal()), default=0)
