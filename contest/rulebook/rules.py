"""What hangs beside the mark tree: stages, quotas, the ladder, the conduct catalogue, recheck."""

from decimal import Decimal

from contest.rulebook.conditions import read_condition
from contest.rulebook.place import Place
from judging.conditions import Condition
from judging.review import ReviewRule
from judging.rulebook import CUTS, KINDS, SIZES, ConductItem, Fact, Quota, Rung, StageRule
from judging.scheme import UNSTATED, Carried, Node, Unstated

RUNG_KEYS = (
    *("id", "honour", "honour_en", "kind", "in", "ranks", "first", "tie_at_cut", "needs"),
    *("readings", "act", "by", "by_en", "not_with", "when_unfit", "clause", "source"),
)


def read_stage(place: Place, trees: dict[str, Node]) -> StageRule | None:
    """A stage and its progression."""
    place.known(("id", "name", "name_en", "node", "ranking", "go_on"))
    node_id, stage_id = place.need("node"), place.need("id")
    place.stands(f"stages.{stage_id}")
    go_on = read_quota(place.at("go_on")) if place.has("go_on") else None
    tree = trees.get(node_id)
    carry = (
        ()
        if tree is None
        else tuple(n.take.node for n in tree.walk() if isinstance(n.take, Carried))
    )
    return place.made(
        lambda: StageRule(
            id=stage_id,
            node=node_id,
            name=place.text("name"),
            name_en=place.text("name_en"),
            ranking=place.text("ranking"),
            go_on=go_on,
            carry=carry,
        )
    )


def read_fact(place: Place, name: str) -> Fact:
    """What a fact about people is called."""
    place.known(("name", "name_en", "unit"))
    unit = place.word("unit", ("yes_no", "text"), "text")
    return Fact(
        id=name,
        name=place.need("name"),
        name_en=place.text("name_en"),
        yes_no=unit == "yes_no",
    )


def read_review(place: Place) -> ReviewRule | None:
    """How much of the marking is checked a second time."""
    place.known(("top", "share", "errors_above"))
    usual = ReviewRule()
    top, share, errors = place.whole("top"), place.number("share"), place.number("errors_above")
    return place.made(
        lambda: ReviewRule(
            top=usual.top if top is None else top,
            share=usual.share if share is None else share,
            errors_above=usual.errors_above if errors is None else errors,
        )
    )


def read_quota(place: Place, tie_at_cut: str = "ask") -> Quota | None:
    """``8``, or a map with ``first`` or ``count``, ``percent`` or ``by_size``."""
    if not place.is_map:
        before, value = len(place.findings), place.whole()
        if len(place.findings) > before:
            return None
        return place.made(lambda: Quota(count=value, tie_at_cut=tie_at_cut))
    if place.has("first"):
        place.known(("first", "tie_at_cut"))
        return read_quota(place.at("first"), place.word("tie_at_cut", CUTS, tie_at_cut))
    place.known(("count", "percent", "by_size", "of", "round", "at_least", "at_most", "tie_at_cut"))
    rows = []
    for item in place.at("by_size").items():
        low, high = item.span(item.need("from_to"))
        gives = item.whole("gives") if item.need("gives") else None
        if low is not None and gives is not None:
            rows.append((int(low), None if high is None else int(high), gives))
    count = place.whole("count")
    return place.made(
        lambda: Quota(
            count=count,
            percent=place.number("percent"),
            by_size=tuple(rows),
            of=_or_open(place, "of", SIZES, "ranked"),
            round=_or_open(place, "round", ("up", "down", "nearest"), "unstated"),
            at_least=place.whole("at_least") or 0,
            at_most=place.whole("at_most"),
            tie_at_cut=place.word("tie_at_cut", CUTS, tie_at_cut),
        )
    )


def _or_open(place: Place, key: str, options: tuple[str, ...], default: str) -> str | Unstated:
    word = place.word(key, (*options, "unstated"), default)
    return UNSTATED if word == "unstated" else word


def read_rung(place: Place, taken: set[str]) -> Rung | None:
    """One honour of the ladder; without an id its name is the id, numbered if it comes again."""
    before = len(place.findings)
    place.known(RUNG_KEYS)
    honour = place.need("honour")
    rung_id = place.text("id") or honour
    if rung_id in taken:
        rung_id = f"{rung_id}#{sum(t.partition('#')[0] == rung_id for t in taken) + 1}"
    taken.add(rung_id)
    place.stands(f"ladder.{rung_id}")
    rest = place.text("first") in ("rest", "其余") if place.at("first").tree.text else False
    cut = place.word("tie_at_cut", CUTS, "ask")
    first = read_quota(place.at("first"), cut) if place.has("first") and not rest else None
    readings: dict[str, Condition] = {}
    for name, inner in place.at("readings").pairs():
        condition = read_condition(inner)
        if condition is not None:
            readings[name] = condition
    needs = read_condition(place.at("needs")) if place.has("needs") else None
    ranks = _ranks(place.at("ranks")) if place.has("ranks") else None
    if len(place.findings) > before:
        return None
    return place.made(
        lambda: Rung(
            id=rung_id,
            honour=honour,
            honour_en=place.text("honour_en"),
            kind=place.word("kind", KINDS, "prize"),
            rankings=tuple(p.text() for p in place.at("in").items()),
            ranks=ranks,
            first=first,
            rest=rest,
            needs=needs,
            readings=readings,
            act=place.word("act", ("grant", "recommend"), "grant"),
            by=place.text("by"),
            by_en=place.text("by_en"),
            not_with=tuple(p.text() for p in place.at("not_with").items()),
            when_unfit=place.text("when_unfit"),
            clause=place.text("clause"),
            source=place.text("source"),
        )
    )


def _ranks(place: Place) -> tuple[int, int | Quota]:
    if place.tree.items is not None:
        ends = list(place.items())
        low = ends[0].number() if ends else None
        quota = read_quota(ends[-1]) if len(ends) == 2 else None
        if low is None or quota is None:
            place.error("名次写成“2..3”或 [4, 名额]。", "Ranks are “2..3” or [4, quota].")
            return 1, 1
        return int(low), quota if quota.count is None else quota.count
    first, last = place.span(place.text())
    return int(first or 0), int(last or first or 0)


def read_conduct(place: Place) -> ConductItem | None:
    """One line of the penalties: take with from, zero, out, escalate with from, or unstated."""
    before = len(place.findings)
    place.known(
        (
            *("id", "name", "what", "name_en", "take", "from", "each", "most", "zero", "out"),
            *("escalate", "effect", "clause"),
        )
    )
    effect, where = "unstated", "from"
    if place.has("take"):
        effect = "take"
    elif place.has("zero"):
        effect = where = "zero"
    elif place.has("out"):
        effect = "out"
    elif place.has("escalate"):
        effect = "escalate"
    elif place.text("effect") != "unstated":
        place.error(
            "处罚须写 take、zero、out、escalate 之一，或 effect: unstated。",
            "A penalty has take, zero, out or escalate, or says effect: unstated.",
        )
    escalate: list[Decimal | str] = []
    for item in place.at("escalate").items():
        text = item.text()
        value = None if text in ("warn", "zero", "out") else item.number()
        escalate.append(text if value is None else value)
    item_id = place.need("id")
    place.stands(f"conduct.{item_id}")
    nodes = tuple(p.text() for p in place.at(where).items())
    if len(place.findings) > before:
        return None
    return place.made(
        lambda: ConductItem(
            id=item_id,
            name=place.text("name") or place.text("what") or item_id,
            effect=effect,
            name_en=place.text("name_en"),
            nodes=nodes,
            take=place.number("take"),
            each=place.text("each") in ("time", "次"),
            most=place.number("most"),
            escalate=tuple(escalate),
            clause=place.text("clause"),
        )
    )
