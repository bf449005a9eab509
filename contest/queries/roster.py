"""The roster: who takes part where, uploads that wait, and what one of them would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from contest.clock import now
from contest.keys import Keys
from contest.queries.import_plan import ImportPlan
from contest.queries.importing import plan_import
from contest.queries.jobs import JobPicture, picture
from contest.roster import Group, KnownTrade, Preview, grouped
from contest.roster.texts import matching_key
from contest.security import Actor
from contest.store import contests, people, rosters
from contest.store.rosters import RosterImport, RosterLine
from contest.store.tables.contest import Trade, Venue, Workstation

PAGE = 100


@dataclass(frozen=True, kw_only=True)
class TradeCount:
    """A trade with how many take part and how many withdrew."""

    trade: Trade
    registered: int
    withdrawn: int


@dataclass(frozen=True, kw_only=True)
class RosterPage:
    """One page of the roster, after its filters; `found` counts all pages."""

    trades: tuple[TradeCount, ...]
    lines: tuple[RosterLine, ...]
    found: int
    page: int
    pages: int
    waiting: tuple[RosterImport, ...]

    @property
    def all(self) -> int:
        """How many entries there are at all."""
        return sum(count.registered + count.withdrawn for count in self.trades)

    @property
    def withdrawn(self) -> int:
        """How many withdrew."""
        return sum(count.withdrawn for count in self.trades)


@dataclass(frozen=True, kw_only=True)
class Hall:
    """A venue with its workstations, neighbours beside each other."""

    venue: Venue
    stations: tuple[Workstation, ...]


@dataclass(frozen=True, kw_only=True)
class ImportPage:
    """An upload on its way: being read, failed, or shown with what it would change."""

    upload: RosterImport
    job: JobPicture | None
    preview: Preview | None = None
    plan: ImportPlan | None = None
    groups: tuple[Group, ...] = ()
    trades: Mapping[str, Trade]


def roster_page(
    tx: Session, viewer: Actor, *, trade: str = "", state: str = "", words: str = "", page: int = 1
) -> RosterPage:
    """
    Return the roster, filtered.

    Parameters
    ----------
    trade, state
        A trade's code; `registered` or `withdrawn`. Empty for all.
    words
        Pieces of a number, name, spelling, delegation or employer; all must occur.
    """
    viewer.must("roster.read")
    contest_id = viewer.contest_id or ""
    counts = rosters.entry_counts(tx, contest_id)
    pieces = [matching_key(word) for word in words.split()]
    lines = [
        line
        for line in rosters.roster(tx, contest_id)
        if trade in ("", line.trade.code)
        and state in ("", line.entry.state)
        and all(piece in searched(line) for piece in pieces)
    ]
    pages = max(1, -(-len(lines) // PAGE))
    page = min(max(page, 1), pages)
    return RosterPage(
        trades=tuple(
            TradeCount(
                trade=one,
                registered=counts.get((one.code, "registered"), 0),
                withdrawn=counts.get((one.code, "withdrawn"), 0),
            )
            for one in contests.trades_of(tx, contest_id)
        ),
        lines=tuple(lines[(page - 1) * PAGE : page * PAGE]),
        found=len(lines),
        page=page,
        pages=pages,
        waiting=tuple(rosters.open_imports(tx, contest_id)),
    )


def searched(line: RosterLine) -> str:
    """Return everything of an entry that a search looks into."""
    person, sender = line.person, line.delegation
    parts = (
        line.entry.entry_no, person.name, person.pinyin, sender.name, sender.name_en,
        person.employer,
    )  # fmt: skip
    return "\n".join(matching_key(part) for part in parts)


def places_page(tx: Session, viewer: Actor) -> Sequence[Hall]:
    """Return every venue with its workstations."""
    viewer.must("roster.read")
    contest_id = viewer.contest_id or ""
    stations = rosters.workstations_of(tx, contest_id)
    return [
        Hall(venue=venue, stations=tuple(s for s, v in stations if v.id == venue.id))
        for venue in rosters.venues_of(tx, contest_id)
    ]


def waiting_imports(tx: Session, viewer: Actor) -> list[RosterImport]:
    """Return the uploads that are neither saved nor discarded."""
    viewer.must("roster.write")
    return rosters.open_imports(tx, viewer.contest_id or "")


def known_trades(tx: Session, contest_id: str) -> tuple[KnownTrade, ...]:
    """Return a contest's trades as rosters may name them."""
    return tuple(
        KnownTrade(code=trade.code, name=trade.name, name_en=trade.name_en)
        for trade in contests.trades_of(tx, contest_id)
    )


def known_for_reading(tx: Session, contest_id: str) -> dict[str, Any]:
    """Return what `contest.roster.read_roster` compares a workbook with."""
    contest = contests.get_contest(tx, contest_id)
    return {
        "trades": known_trades(tx, contest.id),
        "delegations": [one.name for one in people.delegations_of(tx, contest.id)],
        "venues": [(one.code, one.name) for one in rosters.venues_of(tx, contest.id)],
        "today": now().date(),
    }


def import_of(tx: Session, viewer: Actor, import_id: str) -> RosterImport:
    """Return an upload of the viewer's contest; another one's is `NotFound`."""
    upload = rosters.get_import(tx, import_id)
    viewer.must("roster.write", contest_id=upload.contest_id)
    return upload


def import_page(
    tx: Session, viewer: Actor, *, keys: Keys, import_id: str, preview: Preview | None
) -> ImportPage:
    """Return an upload; with its preview also what saving it would change."""
    upload = import_of(tx, viewer, import_id)
    job = rosters.import_job(tx, upload)
    plan = None
    if preview is not None:
        plan = plan_import(tx, keys=keys, contest_id=upload.contest_id, preview=preview)
    return ImportPage(
        upload=upload,
        job=picture(job) if job else None,
        preview=preview,
        plan=plan,
        groups=grouped(preview.problems) if preview else (),
        trades={trade.code: trade for trade in contests.trades_of(tx, upload.contest_id)},
    )
