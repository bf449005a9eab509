"""Units of a field (delegations, employers) ranked by what their members bring them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from judging.bands import band_of
from judging.joins import OPERATORS
from judging.lanes import EntryScores, Field
from judging.marks import Inputs
from judging.numbers import ZERO, Span, hull, point
from judging.plan import Plan
from judging.rankrules import RankKey, RankRule
from judging.results import Claim, Score, Standing
from judging.rulings import Ask
from judging.scheme import UNSTATED
from judging.score import scored
from judging.teamrules import COUNTBACK, POINTS, SHORTS, TeamRule


def units_of(
    plan: Plan,
    team: TeamRule,
    field: Field,
    standings: Sequence[Standing],
    claims: Sequence[Claim],
) -> tuple[RankRule, Field, list[Ask]]:
    """
    The units as a field of their own, and the ranking with its count-back spelled out.

    Whoever has no unit among the facts brings nobody anything; who has no rank, or no value,
    brings his unit nothing and does not count among its best.
    """
    lines = {s.entry_id: s for s in standings}
    members: dict[str, list[str]] = {}
    for entry, (inputs, _) in field.items():
        unit = inputs.facts.get(team.of)
        if isinstance(unit, str) and unit:
            members.setdefault(unit, []).append(entry)
    places = [f"place:{n}" for n in range(1, len(standings) + 1)]
    asks: list[Ask] = []
    units: dict[str, tuple[Inputs, EntryScores]] = {}
    for unit, names in sorted(members.items()):
        spans = [s for e in names if (s := _brings(team, field[e][1], lines[e], claims))]
        scores = {POINTS: _points(plan, team, unit, spans, asks)}
        ranks = [lines[e] for e in names if lines[e].state != "unranked"]
        for n, place in enumerate(places, start=1):
            sure = sum(s.best == s.worst == n for s in ranks)
            may = sum(s.best <= n <= s.worst for s in ranks)
            scores[place] = scored(place, (Decimal(sure), Decimal(may)), waiting=0, marked=1)
        units[unit] = Inputs(entry_id=unit), _scores_of(scores)
    by = tuple(
        key
        for k in team.rule.by
        for key in ([RankKey(node=p) for p in places] if k.node == COUNTBACK else [k])
    )
    return replace(team.rule, by=by), units, asks


def _scores_of(scores: Mapping[str, Score]) -> EntryScores:
    return EntryScores(frozenset(scores), lambda: dict(scores))


def _brings(
    team: TeamRule, scores: EntryScores, line: Standing, claims: Sequence[Claim]
) -> Span | None:
    """What one member brings, or everything it can still come to."""
    if line.state == "unranked":
        return None
    if team.node:
        return scores.span(team.node)
    if team.by_rank:
        return hull(*(point(_at(team, rank)) for rank in range(line.best, line.worst + 1)))
    prizes = [c for c in claims if c.entry_id == line.entry_id and c.ranking == team.ranking]
    sure = [_worth(team, c) for c in prizes if c.state != "held"]
    may = [_worth(team, c) for c in prizes]
    return max(sure, default=team.rest), max(may, default=team.rest)


def _at(team: TeamRule, rank: int) -> Decimal:
    row = band_of(Decimal(rank), team.by_rank, lambda: "included")
    return team.rest if row is None else row[2]


def _worth(team: TeamRule, claim: Claim) -> Decimal:
    return team.by_prize.get(claim.honour, team.rest)


def _points(plan: Plan, team: TeamRule, unit: str, spans: list[Span], asks: list[Ask]) -> Score:
    need, how = team.needs, team.short
    if spans and len(spans) < need and how is UNSTATED:
        key = f"teams/{team.id}.short"
        ruling = plan.rulings.get(key)
        if ruling is None or ruling.choice not in SHORTS:
            asks.append(_short(key, unit, len(spans), need))
        else:
            how = ruling.choice
    if not spans or (len(spans) < need and how == "none"):
        return Score(node_id=POINTS, state="none", cause="short" if spans else "")
    join = OPERATORS[team.join.op].value
    low, high = (join([s[end] for s in spans], team.argument) for end in (0, 1))
    waiting = sum(low != high for low, high in spans)
    if len(spans) < need and how is UNSTATED:
        return scored(POINTS, (min(low, ZERO), high), waiting=waiting, marked=1, state="asked")
    return scored(POINTS, (low, high), waiting=waiting, marked=1)


def _short(key: str, unit: str, there: int, need: int) -> Ask:
    return Ask(
        key=key,
        zh=f"“{unit}”只有 {there} 人有成绩，不足 {need} 人。竞赛规程没有写明如何计分，请裁定。",
        en=f"“{unit}” has {there} of the {need} members whose results count; the rulebook does "
        "not say what then. A ruling is needed.",
        options=(
            ("sum_what_is", "按已有成绩计", "what there is counts"),
            ("none", "没有团体成绩", "no result for the unit"),
        ),
        entries=(unit,),
    )
