"""The one door: marks and facts in, standings, scores, claims and questions out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from judging.designation import claims_of
from judging.gather import gather
from judging.lanes import AllScores, Field, Lanes
from judging.marks import Incident, Inputs, Mark
from judging.numbers import exact
from judging.penalties import expelled
from judging.plan import Plan
from judging.progression import go_on, going_on
from judging.quota import Sizes, places
from judging.ranking import Ranked, rank_field
from judging.refusals import BadRecord
from judging.remembered import Remembered
from judging.results import Result, Standing
from judging.rulebook import StageRule
from judging.rulings import Ask, Consulted, Ruling
from judging.scheme import Node
from judging.standings import standings_of
from judging.teamrules import POINTS
from judging.teams import units_of


def compute(
    plan: Plan,
    *,
    stage_id: str,
    entries: Sequence[str],
    marks: Iterable[Mark],
    incidents: Iterable[Incident] = (),
    people: Mapping[str, Mapping[str, object]] | None = None,
    seats: Mapping[tuple[str, str], int] | None = None,
    rulings: Iterable[Ruling] = (),
    absent: Mapping[str | tuple[str, str], str] | None = None,
    carried: Mapping[tuple[str, str], Decimal | None] | None = None,
    field_size: int | None = None,
    remembered: Remembered | None = None,
) -> Result:
    """
    Everything about one stage, from nothing but its arguments.

    Parameters
    ----------
    entries
        Ids of the entries in the field; marks of others are passed over.
    marks
        Oldest first: a later one of the same entry, aspect and seat replaces. Marks that name
        another stage, or an aspect of another tree, are passed over.
    people
        Facts by entry: text, numbers, yes and no, or lists of rows.
    seats
        (entry, module) -> seats somebody sits on, where that is fewer than the panel has.
    absent
        entry, or (entry, module) -> cause: did_not_start, did_not_finish, withdrawn, disqualified.
        A module with every mark in keeps its marks.
    carried
        (entry, node of an earlier stage) -> value, for the nodes that ``StageRule.carry`` lists.
    field_size
        Stands for every field size where the entries given are not the whole field.
    remembered
        From an earlier call for this stage: only marks behind those of that call are folded, and
        entries of which nothing changed are not scored again.

    Raises
    ------
    BadRecord
        A mark of an aspect the rulebook does not have, outside its range or from a seat the
        panel does not have; an incident or a cause that is not in the catalogue.
    """
    with exact():
        consulted = Consulted({**plan.rulings, **{r.key: r for r in rulings}})
        written, plan = plan, replace(plan, rulings=consulted)
        stage = plan.stage(stage_id)
        if remembered is None:
            remembered = Remembered()
        state = remembered.folded(written, stage, list(entries), list(marks))
        inputs = gather(plan, stage, entries, state, incidents, people or {}, seats or {},
                         absent or {}, carried or {})  # fmt: skip
        score = Lanes(plan, stage.node).scores
        field = (Remembered() if consulted else remembered).field(written, stage.id, inputs, score)
        result = _result(plan, stage, field, inputs, field_size)
        return replace(result, rulings_unused=consulted.unused)


def _out(plan: Plan, inputs: Mapping[str, Inputs]) -> dict[str, str]:
    """Entries that have no rank whatever their marks, and why."""
    found = {}
    for entry, i in inputs.items():
        if i.cause in ("withdrawn", "disqualified"):
            found[entry] = i.cause
        elif (item := expelled(plan, i)) is not None:
            found[entry] = f"conduct.{item.id}"
    return found


def _sizes(field: Field, ranked: Ranked, out: Mapping[str, str]) -> Sizes:
    """Field sizes by name, least and most; a withdrawn entry is in none of them."""
    gone = {e for e, cause in out.items() if cause == "withdrawn"}
    registered = len(field) - len(gone)
    closed = sum(r.block is not None for r in ranked.rows)
    begun = sum(r.begun or r.block is not None for r in ranked.rows)
    begun += sum(cause in ("did_not_finish", "disqualified", "gate") or cause.startswith("conduct")
                 for _, cause in ranked.unranked)  # fmt: skip
    may = sum(not r.begun and r.block is None for r in ranked.rows)
    return {
        "registered": (registered, registered),
        "started": (begun, begun + may),
        "finished": (closed, len(ranked.rows)),
        "ranked": (closed, len(ranked.rows)),
    }


def _result(
    plan: Plan, stage: StageRule, field: Field, inputs: dict[str, Inputs], size: int | None
) -> Result:
    book = plan.rulebook
    under = {n.id for n in plan.under(stage.node)}
    modules = tuple(n.id for n in _written(plan, stage.node) if n.level == "module")
    out = _out(plan, inputs)
    careful = (scores for _, scores in field.values() if not scores.quick)
    asks: list[Ask] = [a for scores in careful for s in scores.values() for a in s.asks]
    tables: dict[str, tuple[Ranked, tuple[Standing, ...]]] = {}
    for rule in book.rankings.values():
        if all(plan.owner[k.node] in under for k in rule.by):
            ranked = rank_field(plan, rule, field, out)
            lines, more = standings_of(plan, ranked, field, modules, stage.node)
            asks += [*ranked.asks, *more]
            tables[rule.id] = ranked, lines
    main = next((name for name in tables if stage.ranking in ("", name)), None)
    if main is None:
        raise BadRecord(
            zh=f"阶段“{stage.id}”没有可用的排名。", en=f"Stage “{stage.id}” has no ranking to read."
        )
    ranked, standings = tables[main]
    sizes = _sizes(field, ranked, out)
    if size is not None:
        sizes = dict.fromkeys(sizes, (size, size))
    goes: tuple[str, ...] = ()
    if stage.go_on is not None:
        found, more = go_on(plan, stage, stage.go_on, ranked, sizes)
        asks += more
        count = places(plan, stage.go_on, sizes, f"go_on:{stage.id}")
        goes = going_on(found, standings, count.high)
        standings = tuple(_clinched(s, found.inside.get(s.entry_id) is True) for s in standings)
        tables[main] = ranked, standings
    claims, more = claims_of(plan, tables, field, sizes)
    asks += more
    for team in book.teams:
        if team.ranking in tables:
            rule, units, more = units_of(plan, team, field, tables[team.ranking][1], claims)
            ranked = rank_field(plan, rule, units, {})
            lines, also = standings_of(plan, ranked, units, (), POINTS)
            table = {team.id: (ranked, lines)}
            given, last = claims_of(plan, table, units, _sizes(units, ranked, {}))
            asks += [*more, *ranked.asks, *also, *last]
            tables |= table
            claims += given
    merged = _merged(asks)
    return Result(
        stage_id=stage.id,
        standings=standings,
        rankings={name: lines for name, (_, lines) in tables.items()},
        scores=AllScores(field),
        claims=claims,
        asks=merged,
        goes_on=goes,
        sizes=sizes,
        inputs=inputs,
        rulings=dict(plan.rulings),
    )


def _clinched(line: Standing, sure: bool) -> Standing:
    return line if line.clinched is sure else replace(line, clinched=sure)


def _written(plan: Plan, root: str) -> Iterator[Node]:
    """Nodes in the order the document writes them, parents first."""
    node = plan.nodes[root]
    yield node
    for part in node.parts:
        yield from _written(plan, part.id)


def _merged(asks: Iterable[Ask]) -> tuple[Ask, ...]:
    """One question per key, with everybody it touches; the options of the first stand."""
    found: dict[str, Ask] = {}
    for ask in asks:
        old = found.get(ask.key)
        if old is None:
            found[ask.key] = ask
        else:
            new = tuple(e for e in ask.entries if e not in old.entries)
            found[ask.key] = replace(old, entries=old.entries + new)
    return tuple(found.values())
