"""
A stage kept up to date tap by tap: one mark recomputes its way to the root and moves one line.

Whoever needs honours, questions or the whole board calls ``compute``; the two agree, by test.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from judging.conditions import names as names_in
from judging.folding import fold, folded
from judging.gather import gather
from judging.lanes import EntryScores, Lanes
from judging.marks import Mark
from judging.numbers import FAR, exact
from judging.places import Line, Places
from judging.plan import Plan
from judging.ranking import key_of
from judging.rankrules import RankRule
from judging.refusals import BadRecord
from judging.results import Score, Standing
from judging.scheme import Node
from judging.score import score_node
from judging.standings import final


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One mark's effect: the nodes computed anew and the line before and after."""

    entry_id: str
    nodes: tuple[str, ...]
    before: Standing
    after: Standing


class Live:
    """
    The ranking a stage is read by, for rules whose ties share the rank.

    Raises ``BadRecord`` for rulebooks that rank by more than keys in order (a tolerance, ranks
    without gaps, a pass mark): there the place of one line depends on all others.
    """

    def __init__(
        self, plan: Plan, *, stage_id: str, entries: Sequence[str], marks: Iterable[Mark] = ()
    ) -> None:
        self.plan, self.stage = plan, plan.stage(stage_id)
        self.rule = plan.rulebook.rankings[self.stage.ranking]
        if not _simple(plan, self.stage.node, self.rule):
            raise BadRecord(
                zh=f"“{self.rule.id}”的名次须整体计算。",
                en=f"“{self.rule.id}” is ranked as a whole only.",
            )
        self._state = folded(plan, self.stage, entries)
        self._modules = tuple(n.id for n in plan.under(self.stage.node) if n.level == "module")
        self._ways = _ways(plan, self.stage.node)
        self._lines: dict[str, Line] = {}
        self._scores: dict[str, EntryScores] = {}
        #: The scores of entries that a mark has come for, node by node.
        self._touched: dict[str, dict[str, Score]] = {}
        with exact():
            fold(self._state, marks)
            self._inputs = gather(plan, self.stage, entries, self._state, (), {}, {}, {}, {})
            lanes = Lanes(plan, self.stage.node)
            for entry, inputs in self._inputs.items():
                self._scores[entry] = lanes.scores(inputs)
                self._lines[entry] = self._line(entry)
            share = self.rule.tail == "share"
            self._places = Places(share=share, lines=self._lines.values())

    def enter(self, mark: Mark) -> Change:
        """Take one mark in; a second delivery changes nothing. Raises as ``compute`` does."""
        with exact():
            entry = mark.entry_id
            before, scores, inputs = self.standing(entry), self._touch(entry), self._inputs[entry]
            fold(self._state, (mark,))
            way = self._ways[mark.aspect_id]
            for node in way:
                scores[node] = score_node(self.plan, self.plan.nodes[node], inputs, scores)
            self._places.take_out(self._lines[entry])
            line = self._lines[entry] = self._line(entry)
            self._places.put(line)
            return Change(entry_id=entry, nodes=way, before=before, after=self.standing(entry))

    def _touch(self, entry_id: str) -> dict[str, Score]:
        if entry_id not in self._touched:
            full = self._touched[entry_id] = dict(self._scores[entry_id])
            names = self.plan.names[self.stage.node]
            self._scores[entry_id] = EntryScores(names, lambda: full)
        return self._touched[entry_id]

    def standing(self, entry_id: str) -> Standing:
        """The line of one entry as it stands now."""
        line, scores = self._lines[entry_id], self._scores[entry_id]
        low, high = line.spans[0] or (FAR, FAR)
        rank, best, worst = self._places.of(line)
        sign = 1 if self.rule.by[0].high else -1
        low, high = sorted((sign * low, sign * high))
        return Standing(
            entry_id=entry_id,
            rank=rank,
            best=best,
            worst=worst,
            score=low if line.closed else None,
            low=low if low.is_finite() else None,
            high=high if high.is_finite() else None,
            state="final" if line.closed and best == worst else "provisional",
            waiting=scores.waiting(self.stage.node),
            parts=tuple([(m, final(scores, m)) for m in self._modules]),
            clinched=line.closed and best == worst,
            begun=scores.counted(self.stage.node),
        )

    def _line(self, entry_id: str) -> Line:
        scores, inputs = self._scores[entry_id], self._inputs[entry_id]
        spans = tuple(
            [key_of(self.plan, self.rule, inputs, scores, at) for at in range(len(self.rule.by))]
        )
        lead = self.rule.by[0].node
        waiting = scores.waiting(lead) if lead in scores else 0
        low, high = spans[0] or (FAR, FAR)
        return Line(spans=spans, closed=low == high and not waiting, begun=scores.begun)


def _simple(plan: Plan, root: str, rule: RankRule) -> bool:
    steps = {step.op for node in plan.under(root) for step in node.steps}
    plain = not (rule.within or rule.scale or rule.only_at_cuts)
    return plain and rule.gaps == "1224" and "gate" not in steps


def _ways(plan: Plan, root: str) -> Mapping[str, tuple[str, ...]]:
    """For each thing that takes marks, the nodes that its mark can change, in scoring order."""
    under = plan.under(root)
    reads = {n.id: _read_by(n) for n in under}
    ways = {}
    for name, owner in plan.owner.items():
        touched = {name, owner}
        for node in under:
            if reads[node.id] & touched:
                touched.add(node.id)
        ways[name] = tuple(n.id for n in under if n.id in touched)
    return ways


def _read_by(node: Node) -> frozenset[str]:
    """Everything a node's value depends on directly, beside what it is marked by itself."""
    found = {part.id for part in node.parts}
    for step in node.steps:
        found.add(str(step.args.get("of")))
        for condition in (step.test, step.when):
            found |= names_in(condition) if condition is not None else frozenset()
    return frozenset(found)
