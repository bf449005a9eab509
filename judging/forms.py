"""What a module's marking sheet shows, in the order the document writes it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from judging.numbers import exact, plain, snap
from judging.refusals import BadRecord
from judging.rulebook import Rulebook
from judging.scheme import Node, Panel, Points, Readings, Scale


@dataclass(frozen=True, kw_only=True, slots=True)
class Module:
    """A module of a stage: working time in minutes, seats of its panel, its maximum if printed."""

    id: str
    name: str
    name_en: str
    minutes: int | None
    kind: str
    panel: int
    max: Decimal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class AspectForm:
    """
    One line of a marking sheet.

    ``kind``: points, reading, judgement or choice. ``who``: ``each`` seat marks it, or only the
    ``lead`` (seat 1: a joint decision or an instrument reading). ``choices`` are (value, zh, en).
    ``max`` None: no upper limit. ``unit`` is points, mm, s, count ...
    """

    id: str
    name: str
    name_en: str
    hint: str
    hint_en: str
    max: Decimal | None
    least: Decimal
    step: Decimal
    unit: str
    kind: str
    choices: tuple[tuple[str, str, str], ...]
    who: str
    criterion: str
    criterion_en: str

    def fits(self, amount: Decimal) -> bool:
        """Whether ``amount`` is one of the choices, or lies on a step."""
        if self.choices:
            return any(Decimal(c[0]) == amount for c in self.choices)
        return snap((amount - self.least) % self.step) == 0


def modules(rulebook: Rulebook, stage_id: str) -> tuple[Module, ...]:
    """The modules of a stage, in written order."""
    for stage in rulebook.stages:
        if stage.id == stage_id:
            root = _find(rulebook, stage.node)
            return tuple(_module(n) for n in _written(root) if n.level == "module")
    raise BadRecord(zh=f"没有“{stage_id}”这个阶段。", en=f"There is no stage “{stage_id}”.")


def sheet_form(rulebook: Rulebook, module_id: str) -> tuple[AspectForm, ...]:
    """The lines of a module's marking sheet, in written order."""
    with exact():
        return tuple(_forms(_find(rulebook, module_id), ("", "")))


def _find(rulebook: Rulebook, node_id: str) -> Node:
    for tree in rulebook.trees:
        for node in tree.walk():
            if node.id == node_id:
                return node
    raise BadRecord(zh=f"没有名为“{node_id}”的项。", en=f"Nothing is called “{node_id}”.")


def _written(node: Node) -> Iterator[Node]:
    yield node
    for part in node.parts:
        yield from _written(part)


def _module(node: Node) -> Module:
    seats = [n.take.judges for n in node.walk() if isinstance(n.take, Panel)]
    name = node.name or node.id
    return Module(
        id=node.id,
        name=name,
        name_en=node.name_en or name,
        minutes=node.minutes,
        kind=node.kind,
        panel=max(seats, default=1),
        max=node.max,
    )


def _forms(node: Node, criterion: tuple[str, str]) -> Iterator[AspectForm]:
    name = node.name or node.id
    name_en = node.name_en or name
    match node.take:
        case Points(scale=scale):
            yield _form(node.id, (name, name_en), node, scale, "lead", criterion)
        case Panel(scale=scale):
            yield _form(node.id, (name, name_en), node, scale, "each", criterion)
        case Readings(readings=readings):
            for r in readings:
                own = (r.name or name, r.name_en or r.name or name_en)
                yield _form(r.id, own, node, r.scale, "lead", criterion, reading=True)
    here = criterion if node.level == "module" else (name, name_en)
    for part in node.parts:
        yield from _forms(part, here)


def _form(
    form_id: str,
    names: tuple[str, str],
    node: Node,
    scale: Scale,
    who: str,
    criterion: tuple[str, str],
    *,
    reading: bool = False,
) -> AspectForm:
    least, most = scale.ends()
    judged = isinstance(node.take, Panel) and node.take.join.op == "judgement_0_3"
    kind = "judgement" if judged else "choice" if scale.choices else "points"
    return AspectForm(
        id=form_id,
        name=names[0],
        name_en=names[1],
        hint=node.hint,
        hint_en=node.hint_en or node.hint,
        max=most,
        least=least,
        step=scale.step,
        unit=scale.unit,
        kind="reading" if reading and not scale.choices else kind,
        choices=tuple((plain(c.value), c.name, c.name_en or c.name) for c in scale.choices),
        who=who,
        criterion=criterion[0],
        criterion_en=criterion[1],
    )
