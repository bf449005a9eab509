"""The mark tree as the document writes it."""

from decimal import Decimal

from contest.rulebook.place import Place
from contest.rulebook.steps import read_join, read_steps
from judging.numbers import ONE
from judging.scheme import (
    ABSENCES,
    LEVELS,
    UNSTATED,
    Carried,
    Choice,
    Join,
    Node,
    Panel,
    Parts,
    Points,
    Reading,
    Readings,
    Scale,
    Take,
    Unstated,
)

TAKES = ("mark", "panel", "reads", "parts", "carried")
KEYS = (
    *("id", "name", "name_en", "level", "kind", "minutes", "judges", "max", "least", "step"),
    *("unit", "weight", "absent", "clause", "source", "hint", "hint_en", "choices", "starts_at"),
    *("combine", "then", *TAKES),
)
#: Units that are counted, not measured.
COUNTED = ("count", "pieces", "times", "yes_no", "个", "次")
YES_NO = (
    Choice(value=Decimal(0), name="否", name_en="no"),
    Choice(value=Decimal(1), name="是", name_en="yes"),
)


def read_node(place: Place, *, judges: int | None, depth: int = 0) -> Node | None:
    """One node and all below; ``judges`` is the panel size that its module sets."""
    place.known(KEYS)
    node_id = place.need("id")
    place.stands(node_id)
    judges = place.whole("judges") or judges
    take = _take(place, node_id, judges, depth)
    weight: Decimal | Unstated = ONE
    if place.has("weight"):
        stated = place.number("weight")
        weight = UNSTATED if stated is None else stated
    level = "criterion" if isinstance(take, Parts) and depth else "aspect"
    if isinstance(take, Parts) and not depth:
        level = "stage"
    steps = read_steps(place.at("then"))
    if take is None:
        return None
    return place.made(
        lambda: Node(
            id=node_id,
            take=take,
            name=place.text("name"),
            name_en=place.text("name_en"),
            level=place.word("level", LEVELS, level),
            steps=steps,
            max=place.number("max"),
            unit=place.text("unit", "points"),
            weight=weight,
            absent=_absences(place.at("absent")),
            clause=place.text("clause"),
            source=place.text("source"),
            hint=place.text("hint"),
            hint_en=place.text("hint_en"),
            minutes=place.whole("minutes"),
            kind=place.word("kind", ("theory", "practical"), "practical"),
        )
    )


def _absences(place: Place) -> dict[str, str]:
    return {
        cause: place.word(cause, (*ABSENCES, "ask", "unstated"), "ask")
        for cause, _ in place.pairs()
    }


def _take(place: Place, node_id: str, judges: int | None, depth: int) -> Take | None:
    ways = [t for t in TAKES if place.has(t)]
    if len(ways) != 1:
        place.error(
            f"“{node_id}”须写且只写一种来源：mark、panel、reads、parts 或 carried。",
            f"“{node_id}” takes exactly one of mark, panel, reads, parts or carried.",
        )
        return None
    if ways[0] == "mark":
        unit = place.at("mark").text() or "points"
        scale = _scale(place, unit, place.number("max"))
        return None if scale is None else Points(scale=scale)
    if ways[0] == "panel":
        return _panel(place, place.at("panel"), judges)
    if ways[0] == "reads":
        return _readings(place)
    if ways[0] == "carried":
        return Carried(node=place.text("carried"))
    return _parts(place, node_id, judges, depth)


def _parts(place: Place, node_id: str, judges: int | None, depth: int) -> Parts | None:
    parts = [read_node(p, judges=judges, depth=depth + 1) for p in place.at("parts").items()]
    if not place.has("combine"):
        place.error(
            f"“{node_id}”有分项，却没有说明如何合成。",
            f"“{node_id}” has parts but does not say how they combine.",
        )
        return None
    join = read_join(place.at("combine"), panel=False)
    made = tuple(p for p in parts if p is not None)
    if join is None or len(made) != len(parts):
        return None
    return place.made(lambda: Parts(parts=made, join=join))


def _panel(node: Place, place: Place, judges: int | None) -> Panel | None:
    place.known(("judges", "join", "each", "least", "spread"))
    seats = place.whole("judges") or judges
    if seats is None:
        place.error("没有写明裁判人数 judges。", "The number of judges is missing.")
        return None
    join = read_join(place.at("join"), panel=True)
    if not isinstance(join, Join):
        if join is UNSTATED:
            place.error("裁判组的合成方式须写明。", "A panel must say how its marks are joined.")
        return None
    most = place.number("each") if place.has("each") else node.number("max")
    judged = join.op == "judgement_0_3"
    if judged and node.number("max") is None:
        node.error("0 至 3 评判须写明满分。", "A judgement from 0 to 3 needs the maximum.")
    scale = _scale(node, "points", Decimal(3) if judged else most, ONE if judged else None)
    spread = place.number("spread") if place.has("spread") else (ONE if judged else None)
    if scale is None:
        return None
    least = place.whole("least") or seats
    return place.made(
        lambda: Panel(judges=seats, join=join, scale=scale, least=least, spread=spread)
    )


def _readings(place: Place) -> Readings | None:
    found = []
    for name, inner in place.at("reads").pairs():
        if inner.is_map:
            inner.known(("unit", "name", "name_en", "least", "most", "step", "choices"))
            unit = inner.text("unit", "points")
            scale = _scale(inner, unit, inner.number("most"))
            label, label_en = inner.text("name"), inner.text("name_en")
        else:
            scale, label, label_en = _scale(inner, inner.text(), None), "", ""
        if scale is not None:
            found.append(Reading(id=name, scale=scale, name=label, name_en=label_en))
    start = place.number("starts_at")
    return place.made(lambda: Readings(readings=tuple(found), starts_at=start))


def _scale(
    place: Place, unit: str, most: Decimal | None, step: Decimal | None = None
) -> Scale | None:
    choices = _choices(place.at("choices")) if place.has("choices") else ()
    if unit == "yes_no":
        choices = YES_NO
    usual = ONE if unit in COUNTED else Decimal("0.01")
    least = place.number("least") if place.has("least") else None
    stated = place.number("step") if place.has("step") else None
    return place.made(
        lambda: Scale(
            least=Decimal(0) if least is None else least,
            most=most,
            step=(step or usual) if stated is None else stated,
            unit=unit,
            choices=choices,
        )
    )


def _choices(place: Place) -> tuple[Choice, ...]:
    found = []
    for item in place.items():
        item.known(("value", "name", "name_en"))
        value = item.number("value")
        if value is None:
            item.error("选项缺少 value。", "A choice lacks its value.")
            continue
        found.append(Choice(value=value, name=item.need("name"), name_en=item.text("name_en")))
    return tuple(found)
