"""Rankings as the document writes them."""

from contest.rulebook.place import Place
from judging.rankrules import SCALINGS, TAILS, MedianScale, RankKey, RankRule
from judging.scheme import UNSTATED, Unstated
from judging.steps import ROUNDINGS

RANKING_KEYS = (
    *("by", "tail", "gaps", "within", "scale_median_700", "only_at_cuts"),
    *("name", "name_en", "clause"),
)


def read_ranking(
    place: Place, name: str, *, also: tuple[str, ...] = (), extra: tuple[str, ...] = ()
) -> RankRule | None:
    """
    One ranking; a key reads ``practice high`` or ``secs low``.

    ``also`` are keys of the place that somebody else reads, ``extra`` names that need no way.
    """
    place.stands(f"rankings.{name}")
    place.known((*RANKING_KEYS, *also))
    keys = []
    for item in place.at("by").items():
        node, _, way = item.text().partition(" ")
        if way.strip() not in ("high", "low") and node not in extra:
            item.error(
                f"“{item.text()}”须写成“名称 high”或“名称 low”。",
                f"Write “{item.text()}” as “name high” or “name low”.",
            )
        keys.append(RankKey(node=node, high=way.strip() != "low"))
    gaps: str | Unstated = place.text("gaps", "1224")
    return place.made(
        lambda: RankRule(
            id=name,
            by=tuple(keys),
            tail=place.word("tail", TAILS, "unstated"),
            gaps=UNSTATED if gaps == "unstated" else gaps,
            within=place.number("within"),
            scale=_median(place.at("scale_median_700")) if place.has("scale_median_700") else None,
            only_at_cuts=place.text("only_at_cuts") in ("yes", "是", "true"),
            name=place.text("name"),
            name_en=place.text("name_en"),
            clause=place.text("clause"),
        )
    )


def _median(place: Place) -> MedianScale | None:
    place.known(("method", "per", "places", "mode"))
    if not all([place.need("method"), place.need("places"), place.need("mode")]):
        return None
    return place.made(
        lambda: MedianScale(
            method=place.word("method", SCALINGS, ""),
            per=place.number("per"),
            places=place.whole("places") or 0,
            mode=place.word("mode", ROUNDINGS, ROUNDINGS[0]),
        )
    )
