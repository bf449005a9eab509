"""What can be seen in a rulebook before any mark: errors, contradictions, holes, notes."""

from collections.abc import Callable
from decimal import Decimal
from difflib import get_close_matches

from judging.contradictions import band_gaps, claimed_twice, order_of_steps, sums, ties
from judging.numbers import ONE, ZERO, exact, plain
from judging.remarks import SEVERITIES, Remark, Remarks, nodes_of
from judging.rulebook import Quota, Rulebook
from judging.scheme import UNSTATED, Join, Node, Panel, Parts, Readings


def check(rulebook: Rulebook) -> tuple[Remark, ...]:
    """All findings, errors first, each group in written order."""
    with exact():
        found = [r for one in CHECKS for r in one(rulebook)]
    return tuple(sorted(found, key=lambda r: SEVERITIES.index(r.severity)))


def _names(book: Rulebook) -> list[str]:
    """Everything that can be named, in the order in which it is scored."""
    names = []
    for node in nodes_of(book):
        if isinstance(node.take, Readings):
            names += [r.id for r in node.take.readings]
        names.append(node.id)
    return names


def unknown_names(book: Rulebook) -> Remarks:
    """A stage, key, rung, penalty or step names what there is not."""
    nodes, names = [n.id for n in nodes_of(book)], _names(book)
    for stage in book.stages:
        yield from _missing(stage.node, nodes, f"stages.{stage.id}")
        if stage.ranking:
            yield from _missing(stage.ranking, list(book.rankings), f"stages.{stage.id}")
        for origin in stage.carry:
            yield from _missing(origin, nodes, f"stages.{stage.id}")
    for rule in book.rankings.values():
        for key in rule.by:
            yield from _missing(key.node, names, f"rankings.{rule.id}")
    known = [*book.rankings, *(team.id for team in book.teams)]
    for team in book.teams:
        yield from _missing(team.ranking, list(book.rankings), f"teams.{team.id}")
        yield from _missing(team.node or nodes[0], nodes, f"teams.{team.id}")
        honours = [r.honour for r in book.ladder]
        for honour in team.by_prize:
            yield from _missing(honour, honours, f"teams.{team.id}")
    for rung in book.ladder:
        for ranking in rung.rankings:
            yield from _missing(ranking, known, f"ladder.{rung.id}")
        for honour in rung.not_with:
            yield from _missing(honour, [r.honour for r in book.ladder], f"ladder.{rung.id}")
    for item in book.conduct:
        for node in item.nodes:
            yield from _missing(node, nodes, f"conduct.{item.id}")
    for node_ in nodes_of(book):
        for step in node_.steps:
            if "of" in step.args:
                yield from _missing(str(step.args["of"]), names, node_.id)


def _missing(name: str, among: list[str], where: str) -> Remarks:
    if name in among:
        return
    near = get_close_matches(name, among)
    hint, hint_en = (
        (f"，是否指“{near[0]}”？", f"; did you mean “{near[0]}”?") if near else ("。", ".")
    )
    yield Remark(
        where=where,
        severity="error",
        zh=f"没有名为“{name}”的项{hint}",
        en=f"Nothing is called “{name}”{hint_en}",
    )


def read_too_early(book: Rulebook) -> Remarks:
    """A step reads a node that is scored only after its own."""
    for tree in book.trees:
        order = [n.id for n in tree.walk()]
        for node in tree.walk():
            for step in node.steps:
                of = step.args.get("of")
                if of in order and order.index(str(of)) >= order.index(node.id):
                    yield Remark(
                        where=node.id,
                        severity="error",
                        zh=f"“{node.id}”要读“{of}”，而“{of}”在其后才算出。",
                        en=f"“{node.id}” reads “{of}”, which is scored only after it.",
                    )


def too_few_judges(book: Rulebook) -> Remarks:
    """A panel that drops as many marks as it has."""
    for node in nodes_of(book):
        take = node.take
        if not isinstance(take, Panel) or take.join.op != "trimmed_mean":
            continue
        dropped = _count(take.join, "high") + _count(take.join, "low")
        if dropped >= take.least:
            yield Remark(
                where=node.id,
                severity="error",
                zh=f"{take.least} 名裁判去掉 {plain(dropped)} 个，没有分数可平均。",
                en=f"Of {take.least} judges {plain(dropped)} are dropped: nothing is left.",
            )


def _count(join: Join, name: str) -> Decimal:
    value = join.args.get(name, ONE)
    return value if isinstance(value, Decimal) else ZERO


def cuts_in_figures(book: Rulebook) -> Remarks:
    """Later keys that count only at a cut, where a cut is a share of the field."""
    for rung in book.ladder:
        ends = (rung.first, rung.ranks[1] if rung.ranks is not None else None)
        shares = [e for e in ends if isinstance(e, Quota) and e.count is None]
        if shares and any(
            book.rankings[r].only_at_cuts for r in rung.rankings if r in book.rankings
        ):
            yield Remark(
                where=f"ladder.{rung.id}",
                severity="error",
                zh=f"only_at_cuts 要求“{rung.honour}”的名额写成数字。",
                en=f"With only_at_cuts the places of “{rung.honour}” must be a figure.",
            )


def unit_clash(book: Rulebook) -> Remarks:
    """A measurement added to points without a step that turns it into points."""
    for node in nodes_of(book):
        if not isinstance(node.take, Parts) or node.take.join is UNSTATED:
            continue
        units = {p.id: unit_of(p) for p in node.parts}
        for name, unit in units.items():
            if unit != "points" and len(set(units.values())) > 1:
                yield Remark(
                    where=name,
                    severity="error",
                    zh=f"“{name}”的单位是 {unit}，不能与分相加；先用档位或扣分换算。",
                    en=f"“{name}” is in {unit} and cannot be added to points; convert it first.",
                )


def unit_of(node: Node) -> str:
    """The unit a node hands up: that of its lone reading unless a step converts it."""
    take = node.take
    if isinstance(take, Readings) and take.starts_at is None:
        converted = any(s.op in ("bands", "lookup", "scale") for s in node.steps)
        return "points" if converted else take.readings[0].scale.unit
    return node.unit


CHECKS: tuple[Callable[[Rulebook], Remarks], ...] = (
    unknown_names,
    read_too_early,
    too_few_judges,
    unit_clash,
    cuts_in_figures,
    sums,
    claimed_twice,
    band_gaps,
    order_of_steps,
    ties,
)
