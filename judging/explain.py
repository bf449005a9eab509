"""From a number back to the taps that made it: sentences written only when somebody asks."""

from judging.marks import Inputs
from judging.numbers import exact, shown
from judging.plan import Plan, label
from judging.results import Line, Result, Score
from judging.rulings import Choose, explore
from judging.scheme import Node
from judging.score import evaluate

_STATES = {
    "waiting": ("尚有 {n} 项未打分", "{n} marks still to come"),
    "none": ("没有成绩", "no result"),
    "left_out": ("不计入", "left out"),
    "asked": ("待裁定", "a ruling is needed"),
}
_CAUSES = {
    "did_not_start": ("未参赛", "did not start"),
    "did_not_finish": ("未完成", "did not finish"),
    "withdrawn": ("退赛", "withdrew"),
    "disqualified": ("取消资格", "disqualified"),
    "conduct": ("因处罚记零分", "zero by a penalty"),
}


def explain(plan: Plan, result: Result, entry_id: str, node_id: str) -> Line:
    """
    The tree of sentences under one node: what it took, each step with its clause, its parts.

    Runs the same operators once more on the kept inputs, so a line can never differ from the
    number it explains.
    """
    with exact():
        inputs = result.inputs[entry_id]
        names = plan.names[plan.stage(result.stage_id).node]
        scores = {n: result.scores[entry_id, n] for n in names}
        return _line(plan, result, inputs, scores, plan.nodes[node_id])


def _line(plan: Plan, result: Result, inputs: Inputs, scores: dict[str, Score], node: Node) -> Line:
    name, name_en = label(node)
    score = scores[node.id]
    lines = (
        []
        if score.cause or score.state in ("none", "left_out")
        else _steps(plan, result, inputs, scores, node)
    )
    zh, en = _said(score)
    given = 0 in inputs.marks.get(node.id)
    kids = [] if given else [_line(plan, result, inputs, scores, p) for p in node.parts]
    for ask in score.asks:
        lines.append(Line(zh=ask.zh, en=ask.en))
    return Line(
        zh=f"{name}：{zh}",
        en=f"{name_en}: {en}",
        value=score.value,
        clause=node.clause,
        kids=(*lines, *kids),
    )


def _said(score: Score) -> tuple[str, str]:
    zh, en = (shown(score.value), shown(score.value))
    if score.state != "final":
        zh, en = (t.format(n=score.waiting) for t in _STATES[score.state])
        if score.state in ("waiting", "asked"):
            zh += f"（{shown(score.low)} 至 {shown(score.high)}）"
            en += f" ({shown(score.low)} to {shown(score.high)})"
    if score.cause:
        cause, cause_en = _CAUSES[score.cause]
        zh, en = f"{zh}（{cause}）", f"{en} ({cause_en})"
    return zh, en


def _steps(
    plan: Plan, result: Result, inputs: Inputs, scores: dict[str, Score], node: Node
) -> list[Line]:
    """The lines of one node under the reading that counted, with the rulings that acted."""
    note: list[Line] = []
    used: list[str] = []

    def run(choose: Choose) -> None:
        def noted(key: str, options: tuple[str, ...] = ()) -> str:
            choice = choose(key, options)
            if key in result.rulings and key not in used:
                used.append(key)
            return choice

        note.clear()
        evaluate(plan, node, inputs, scores, noted, note)

    explore(run, result.rulings)
    for key in used:
        r = result.rulings[key]
        who = f"{r.author} {r.at}".strip()
        note.append(
            Line(
                zh=f"依裁定（{who}）：{r.text or r.choice}",
                en=f"by ruling ({who}): {r.text or r.choice}",
            )
        )
    return note
