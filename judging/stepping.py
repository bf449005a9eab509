"""Running a node's steps in written order, on settled values or on bounds."""

from judging.args import Args
from judging.conditions import Condition, Known, holds, known
from judging.marks import Inputs
from judging.numbers import ZERO, Span, hull, number, point, shown, snap
from judging.plan import Plan
from judging.results import Line, Score
from judging.rulings import Choose, Unsettled
from judging.scheme import Node, Step
from judging.steps import GATES, OPERATORS, apply
from judging.taking import Note, reading

#: A value and the gates it failed: ``unranked``, ``no_honour``, with ``?`` while it may still.
Outcome = tuple[Span, frozenset[str]]


def either(*ways: frozenset[str]) -> frozenset[str]:
    """Gates failed where nobody knows yet which way it goes: for sure only what each way fails."""
    sure = frozenset.intersection(*ways)
    return sure | {f"{gate.rstrip('?')}?" for way in ways for gate in way - sure}


class Stepper:
    """The steps of one node for one entry, and the names they may read."""

    __slots__ = ("choose", "inputs", "node", "note", "plan", "scores")

    def __init__(
        self,
        plan: Plan,
        node: Node,
        inputs: Inputs,
        scores: dict[str, Score],
        choose: Choose,
        note: Note,
    ) -> None:
        self.plan, self.node, self.inputs, self.scores = plan, node, inputs, scores
        self.choose, self.note = choose, note

    def look(self, name: str) -> Known:
        """A reading, a node scored before this one, or a fact about the entry."""
        if name in self.scores:
            return self.scores[name].span
        if name in self.plan.scales:
            return reading(self.plan, self.inputs, name)
        return known(self.inputs.facts.get(name))

    def run(self, at: int, span: Span, gates: frozenset[str], *, sure: bool = False) -> Outcome:
        """From step ``at`` to the end; ``sure`` when its condition is taken as met."""
        if at == len(self.node.steps):
            return span, gates
        step = self.node.steps[at]
        if step.when is not None and not sure:
            applies = self._holds(step.when)
            if applies is None:
                without, within = (
                    self.run(at + 1, span, gates),
                    self.run(at, span, gates, sure=True),
                )
                return hull(without[0], within[0]), either(without[1], within[1])
            if not applies:
                return self.run(at + 1, span, gates)
        key = self.plan.step_keys[self.node.id][at]
        if step.unstated:
            ruled = number(self.choose(key))
            if ruled is None:
                raise Unsettled(key)
            self._say(f"裁定为 {shown(ruled)}", f"ruled to be {shown(ruled)}", point(ruled), step)
            return self.run(at + 1, point(ruled), gates)
        if step.test is not None:
            return self._test(at, step, step.test, key, span, gates)
        args = Args(step, key, self.choose)
        if step.op == "gate":
            return self._gate(at, args, span, gates)
        return self.run(at + 1, self._apply(step, args, span), gates)

    def _holds(self, condition: Condition) -> bool | None:
        return holds(condition, self.look, self.plan.rulebook.scales, set())

    def _test(
        self, at: int, step: Step, test: Condition, key: str, span: Span, gates: frozenset[str]
    ) -> Outcome:
        """``zero_when`` ends the node's steps at zero; ``silent_when`` asks."""
        met = self._holds(test)
        if met is False:
            return self.run(at + 1, span, gates)
        zero = point(ZERO), gates
        if met is None:
            rest = self.run(at + 1, span, gates)
            return hull(rest[0], zero[0]), either(rest[1], gates)
        if step.op == "silent_when" and self.choose(key, ("zero", "go_on")) == "go_on":
            return self.run(at + 1, span, gates)
        self._say("触及规定情形，本项零分", "the stated case is met: zero", zero[0], step)
        return zero

    def _gate(self, at: int, args: Args, span: Span, gates: frozenset[str]) -> Outcome:
        """A pass mark: the value stays visible, what failing means is the argument ``else``."""
        needed, other = args.number("at_least"), args.word("else", GATES)
        low, high = snap(span[0]), snap(span[1])
        if low >= needed:
            return self.run(at + 1, span, gates)
        failed = high < needed
        word = shown(needed)
        self._say(f"未达 {word} 分", f"below the pass mark of {word}", span, args.step)
        if other == "zero":
            if failed:
                return point(ZERO), gates
            rest = self.run(at + 1, span, gates)
            return hull(point(ZERO), rest[0]), either(rest[1], gates)
        return self.run(at + 1, span, gates | {other if failed else f"{other}?"})

    def _apply(self, step: Step, args: Args, span: Span) -> Span:
        q: Span | None = None
        if "of" in step.args:
            seen = self.look(str(step.args["of"]))
            q = seen if isinstance(seen, tuple) and isinstance(seen[0], type(ZERO)) else None
            if q is None:
                raise Unsettled(f"{args.key}.of")
        after = apply(span, q, args)
        if self.note is not None and after[0] == after[1] and span[0] == span[1]:
            operator = OPERATORS[step.op]
            asked = q[0] if q is not None else span[0]
            zh, en = operator.sentence(span[0], asked, args, after[0])
            self._say(zh, en, after, step)
        return after

    def _say(self, zh: str, en: str, span: Span, step: Step) -> None:
        if self.note is not None:
            value = span[0] if span[0] == span[1] else None
            self.note.append(Line(zh=zh, en=en, value=value, clause=step.clause))
