"""Who goes on to the next stage, and for whom that is already sure."""

from collections.abc import Iterable
from decimal import Decimal

from judging.order import Order, Row
from judging.plan import Plan
from judging.quota import Cut, Places, Sizes, cut, places
from judging.ranking import Ranked
from judging.results import Standing
from judging.rulebook import Quota, StageRule
from judging.rulings import Ask


def go_on(
    plan: Plan, stage: StageRule, quota: Quota, ranked: Ranked, sizes: Sizes
) -> tuple[Cut, list[Ask]]:
    """The cut of a stage; a settled tie astride it is asked where the text gives no rule."""
    key = f"go_on:{stage.id}"
    count = places(plan, quota, sizes, key)
    asks = list(count.asks)
    names = stage.name or stage.id, stage.name_en or stage.name or stage.id
    found, more = ruled_cut(
        plan, ranked.rows, count, quota.tie_at_cut, f"{key}.cut", names, ranked.within
    )
    return found, asks + more


def ruled_cut(
    plan: Plan,
    rows: Iterable[Row],
    count: Places,
    tie_at_cut: str,
    key: str,
    names: tuple[str, str],
    within: Decimal,
) -> tuple[Cut, list[Ask]]:
    """A cut whose tie at the end may be ruled; asked only where a settled tie stands astride."""
    rows = list(rows)
    order = Order(rows, within)
    found = cut(rows, count, tie_at_cut, order)
    if not found.astride:
        return found, []
    ruling = plan.rulings.get(key)
    if ruling is not None and ruling.choice in ("all", "none"):
        return cut(rows, count, ruling.choice, order), []
    return found, [cut_ask(key, *names, found.astride)]


def cut_ask(key: str, zh: str, en: str, entries: tuple[str, ...]) -> Ask:
    """The question about sharers of a rank at the last place."""
    return Ask(
        key=key,
        zh=f"“{zh}”的最后一个名额上有并列：{', '.join(entries)}。请裁定全部计入还是都不计入。",
        en=f"A tie stands astride the last place of “{en}”: {', '.join(entries)}. "
        "Rule whether all of them are in or none.",
        options=(("all", "全部计入", "all are in"), ("none", "都不计入", "none is in")),
        entries=entries,
    )


def going_on(found: Cut, standings: tuple[Standing, ...], count: int) -> tuple[str, ...]:
    """Entries inside the cut as things stand, best first: the sure ones and those placed there."""
    return tuple(
        s.entry_id
        for s in standings
        if s.rank is not None
        and (
            found.inside.get(s.entry_id)
            or (found.inside.get(s.entry_id, False) is None and s.rank <= count)
        )
    )
