"""What another version of a rulebook would change: sheets, ranks, honours, questions."""

from dataclasses import dataclass
from difflib import unified_diff

from sqlmodel import Session

from contest.queries.rulebooks import read_once
from contest.queries.rulings import named
from contest.queries.standings import StageView, stage_view
from contest.store import contests, rulebooks
from contest.store.entries import EntryLine
from contest.store.tables.contest import Rulebook, Stage, Trade
from judging import modules, sheet_form

Words = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where an entry stands by one version: rank, score as shown, honours in reach."""

    rank: int | None
    score: str
    honours: tuple[Words, ...]


@dataclass(frozen=True, kw_only=True)
class Moved:
    """An entry that stands elsewhere by the other version."""

    entry: EntryLine
    before: Standing
    after: Standing


@dataclass(frozen=True, kw_only=True)
class StageChange:
    """A stage by both versions; ``asks`` are questions that only the new one asks (zh, en)."""

    stage: Stage
    moved: tuple[Moved, ...]
    asks: tuple[Words, ...]


def changes_of(tx: Session, trade: Trade, row: Rulebook) -> tuple[StageChange, ...]:
    """Compute every stage of a trade by the version in force and by `row`; say what differs."""
    now = rulebooks.current_rulebook(tx, trade.id)
    if now is None:
        return ()
    return tuple(
        _change(stage_view(tx, stage.id, by=now), stage_view(tx, stage.id, by=row))
        for stage in contests.stages_of(tx, trade.id)
    )


def _change(now: StageView, then: StageView) -> StageChange:
    before, after = _standings(now), _standings(then)
    known = {ask.key for ask in now.result.asks}
    return StageChange(
        stage=now.stage,
        moved=tuple(
            Moved(entry=line, before=before[line.id], after=after[line.id])
            for line in now.entries.values()
            if before[line.id] != after[line.id]
        ),
        asks=tuple(
            (named(ask.zh, now.entries), named(ask.en, now.entries))
            for ask in then.result.asks
            if ask.key not in known
        ),
    )


def _standings(view: StageView) -> dict[str, Standing]:
    held: dict[str, list[Words]] = {}
    for claim in view.result.claims:
        if claim.state != "held":
            held.setdefault(claim.entry_id, []).append((claim.honour, claim.honour_en))
    return {
        line.entry_id: Standing(
            rank=line.rank,
            score="–" if line.score is None else format(line.score, ".2f"),
            honours=tuple(held.get(line.entry_id, ())),
        )
        for line in view.result.standings
    }


def same_sheets(before: str, after: str) -> Words | None:
    """Return what differs in the sheets of two versions (zh, en), or nothing."""
    old, new = _forms(before), _forms(after)
    for key in [*old, *(key for key in new if key not in old)]:
        if old.get(key) != new.get(key):
            return key, key
    items = {item.id for item in read_once(after).conduct}
    for item in read_once(before).conduct:
        if item.id not in items:
            return f"处罚“{item.name}”", f"penalty “{item.name_en or item.name}”"
    return None


def _forms(text: str) -> dict[str, object]:
    """Return what a tablet shows and takes, by stage, module and aspect; words do not count."""
    rules = read_once(text)
    found: dict[str, object] = {}
    for stage in rules.stages:
        for module in modules(rules, stage.id):
            found[f"{stage.id}/{module.id}"] = module.panel
            for aspect in sheet_form(rules, module.id):
                found[f"{module.id}/{aspect.id}"] = (
                    aspect.who,
                    aspect.unit,
                    aspect.max,
                    aspect.step,
                    tuple(choice for choice, _, _ in aspect.choices),
                )
    return found


def changed_lines(before: str, after: str) -> list[tuple[str, str]]:
    """Return the lines that two texts do not share with some around them: (sign, line)."""
    found = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1)
    return [(line[0], line[1:]) for line in found if line[:3] not in {"---", "+++"}]
