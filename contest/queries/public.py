"""Public pictures besides boards: the list of contests, a contest's page, a badge's page."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from contest.ids import token_hash
from contest.queries.names import module_names
from contest.store import contests
from contest.store.begun import stages_begun
from contest.store.entries import find_badge_entry, slots_of_entry
from contest.store.tables.contest import Contest, Stage, Trade


@dataclass(frozen=True, kw_only=True)
class TradeBoards:
    """A trade and those of its boards that are open."""

    trade: Trade
    boards: list[Stage]
    stages: list[Stage]


@dataclass(frozen=True, kw_only=True)
class ContestPage:
    """A contest as the public sees it; `begun` are the stages in which a mark was given."""

    contest: Contest
    trades: list[TradeBoards]
    begun: set[str]


def home_page(tx: Session) -> list[Contest]:
    """Return every contest of the installation."""
    return contests.all_contests(tx)


def contest_page(tx: Session, contest_id: str) -> ContestPage:
    """Return a contest with its trades and open boards."""
    contest = contests.get_contest(tx, contest_id)
    trades = []
    for trade in contests.trades_of(tx, contest.id):
        stages = contests.stages_of(tx, trade.id)
        boards = [stage for stage in stages if stage.board == "live"]
        trades.append(TradeBoards(trade=trade, boards=boards, stages=stages))
    shown = [stage.id for line in trades for stage in line.boards]
    return ContestPage(contest=contest, trades=trades, begun=stages_begun(tx, shown))


def contest_of_stage(tx: Session, stage_id: str) -> Contest:
    """Return the contest in which a stage is held."""
    _, trade = contests.stage_with_trade(tx, stage_id)
    return contests.get_contest(tx, trade.contest_id)


def badge_page(tx: Session, token: str) -> dict[str, Any] | None:
    """Return what a contestant's badge opens: name, trade and the published times; no marks."""
    found = find_badge_entry(tx, token_hash(token))
    if found is None:
        return None
    line, trade, contest = found
    names = module_names(tx, trade.id)
    heats = [
        (heat, stage, venue, names.get(heat.module_id, (heat.module_id, heat.module_id)))
        for heat, stage, venue in slots_of_entry(tx, line.id)
    ]
    return {
        "contest": {
            "name": contest.name,
            "name_en": contest.name_en,
            "timezone": contest.timezone,
        },
        "trade": {"name": trade.name, "name_en": trade.name_en},
        "name": line.name,
        "no": line.no,
        "delegation": line.delegation,
        "state": line.state,
        "heats": [
            {
                "stage": stage.name,
                "stage_en": stage.name_en,
                "module": module,
                "module_en": module_en,
                "number": heat.number,
                "starts_at": heat.starts_at.isoformat(),
                "ends_at": heat.ends_at.isoformat(),
                "venue": venue.name,
                "venue_en": venue.name_en,
            }
            for heat, stage, venue, (module, module_en) in heats
        ],
    }
