"""Rankings of units as the document writes them."""

from decimal import Decimal

from contest.rulebook.place import Place
from contest.rulebook.rankings import read_ranking
from contest.rulebook.steps import read_join
from judging.numbers import ZERO
from judging.scheme import UNSTATED, Band, Join, Unstated
from judging.teamrules import COUNTBACK, SHORTS, TeamRule

TEAM_KEYS = (
    "of",
    "in",
    "value",
    "join",
    "short",
    "by",
    "tail",
    "gaps",
    "name",
    "name_en",
    "clause",
)
VALUES = ("node", "by_rank", "by_prize", "rest")


def read_team(place: Place, name: str) -> TeamRule | None:
    """One ranking of units."""
    place.stands(f"teams.{name}")
    place.known(TEAM_KEYS)
    before = len(place.findings)
    of, ranking, value = place.need("of"), place.need("in"), place.at("value")
    value.known(VALUES)
    join = read_join(place.at("join"), panel=False) if place.has("join") else Join(op="sum")
    rule = read_ranking(place, name, also=TEAM_KEYS, extra=(COUNTBACK,))
    rows: list[Band] = []
    for text, inner in value.at("by_rank").pairs():
        low, high = inner.span(text)
        points = inner.number()
        if points is not None:
            rows.append((low, high, points))
    prizes: dict[str, Decimal] = {}
    for honour, inner in value.at("by_prize").pairs():
        points = inner.number()
        if points is not None:
            prizes[honour] = points
    if len(place.findings) > before or not isinstance(join, Join) or rule is None:
        return None
    short: str | Unstated = place.word("short", (*SHORTS, "unstated"), "unstated")
    return place.made(
        lambda: TeamRule(
            id=name,
            of=of,
            ranking=ranking,
            join=join,
            rule=rule,
            node=value.text("node"),
            by_rank=tuple(rows),
            by_prize=prizes,
            rest=value.number("rest") or ZERO,
            short=UNSTATED if short == "unstated" else short,
        )
    )
