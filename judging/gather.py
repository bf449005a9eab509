"""From the streams of marks, incidents and absences to what each entry has; nonsense is refused."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from judging.marks import Incident, Inputs, Mark, fold_incidents, fold_marks
from judging.numbers import plain
from judging.plan import Plan
from judging.refusals import BadRecord
from judging.rulebook import CAUSES, StageRule
from judging.scheme import Carried, Panel


def gather(
    plan: Plan,
    stage: StageRule,
    entries: Sequence[str],
    marks: Iterable[Mark],
    incidents: Iterable[Incident],
    people: Mapping[str, Mapping[str, object]],
    seats: Mapping[tuple[str, str], int],
    absent: Mapping[str | tuple[str, str], str],
    carried: Mapping[tuple[str, str], Decimal | None],
) -> dict[str, Inputs]:
    """Everything known of each entry in the field; arguments as for ``compute``."""
    field = set(entries)
    under = plan.under(stage.node)
    here = {n.id for n in under}
    modules = [n.id for n in under if n.level == "module"] or [stage.node]
    used = [
        m
        for m in marks
        if m.entry_id in field and m.stage_id in ("", stage.id) and _mark_fits(plan, m, here)
    ]
    folded = fold_marks(used)
    did = fold_incidents(
        i for i in incidents if i.entry_id in field and i.stage_id in ("", stage.id)
    )
    origins = {n.id: n.take.node for n in under if isinstance(n.take, Carried)}
    out = {}
    for entry in entries:
        for item in did.get(entry, {}):
            if item not in plan.items:
                raise BadRecord(
                    zh=f"处罚目录中没有“{item}”。", en=f"No penalty is called “{item}”."
                )
        cause = absent.get(entry, "")
        causes = {m: absent.get((entry, m), cause) for m in modules}
        for known_cause in {cause, *causes.values()} - {""}:
            if known_cause not in CAUSES:
                raise BadRecord(
                    zh=f"缺席原因“{known_cause}”不在 {', '.join(CAUSES)} 之中。",
                    en=f"Cause “{known_cause}” is none of {', '.join(CAUSES)}.",
                )
        values = {n: carried.get((entry, origin)) for n, origin in origins.items()}
        out[entry] = Inputs(
            entry_id=entry,
            marks=folded.get(entry, {}),
            incidents=did.get(entry, {}),
            cause=cause or next((c for c in causes.values() if c), ""),
            absent={m: _effect(plan, m, c) for m, c in causes.items() if c},
            seats={m: n for (e, m), n in seats.items() if e == entry} if seats else {},
            carried={n: v for n, v in values.items() if v is not None},
            facts=people.get(entry, {}),
        )
    return out


def _effect(plan: Plan, module: str, cause: str) -> str:
    """What an absence does to a module, as node, book or ruling say; else the question."""
    said = plan.nodes[module].absent.get(cause) or plan.rulebook.absence.get(cause)
    if said in ("zero", "none", "so_far"):
        return said
    ruling = plan.rulings.get(f"absence.{cause}")
    return "ask" if ruling is None else ruling.choice


def _mark_fits(plan: Plan, mark: Mark, here: set[str]) -> bool:
    """Whether the mark belongs to this stage; nonsense is refused, not skipped."""
    owner = plan.owner.get(mark.aspect_id)
    if owner is None:
        raise BadRecord(
            zh=f"评分标准中没有“{mark.aspect_id}”。", en=f"No aspect is called “{mark.aspect_id}”."
        )
    scale, node = plan.scales.get(mark.aspect_id), plan.nodes[owner]
    most_seats = node.take.judges if isinstance(node.take, Panel) and owner == mark.aspect_id else 1
    if mark.seat > most_seats or (scale is None and mark.seat):
        raise BadRecord(
            zh=f"“{mark.aspect_id}”没有 {mark.seat} 号裁判位。",
            en=f"“{mark.aspect_id}” has no judge's seat {mark.seat}.",
        )
    if mark.value is not None and scale is not None and mark.seat:
        least, most = scale.ends()
        if mark.value < least or (most is not None and mark.value > most):
            raise BadRecord(
                zh=f"“{mark.aspect_id}”的 {plain(mark.value)} 超出范围。",
                en=f"{plain(mark.value)} is out of range for “{mark.aspect_id}”.",
            )
    return owner in here
