"""From marks, incidents, absences and facts to what is known of each entry."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from judging.folding import Folded
from judging.marks import Incident, Inputs, fold_incidents
from judging.plan import Plan
from judging.refusals import BadRecord
from judging.rulebook import CAUSES, StageRule
from judging.scheme import Carried


def gather(
    plan: Plan,
    stage: StageRule,
    entries: Sequence[str],
    state: Folded,
    incidents: Iterable[Incident],
    people: Mapping[str, Mapping[str, object]],
    seats: Mapping[tuple[str, str], int],
    absent: Mapping[str | tuple[str, str], str],
    carried: Mapping[tuple[str, str], Decimal | None],
) -> dict[str, Inputs]:
    """Everything known of each entry in the field; arguments as for ``compute``."""
    field = set(entries)
    under = plan.under(stage.node)
    modules = [n.id for n in under if n.level == "module"] or [stage.node]
    did = fold_incidents(
        i for i in incidents if i.entry_id in field and i.stage_id in ("", stage.id)
    )
    origins = {n.id: n.take.node for n in under if isinstance(n.take, Carried)}
    filled: dict[str, dict[str, int]] = {}
    for (entry, module), count in seats.items():
        filled.setdefault(entry, {})[module] = count
    out = {}
    for entry in entries:
        for item in did.get(entry, {}):
            if item not in plan.items:
                raise BadRecord(
                    zh=f"处罚目录中没有“{item}”。", en=f"No penalty is called “{item}”."
                )
        cause = absent.get(entry, "")
        causes = {m: absent.get((entry, m), cause) for m in modules} if absent else {}
        for known_cause in {cause, *causes.values()} - {""}:
            if known_cause not in CAUSES:
                raise BadRecord(
                    zh=f"缺席原因“{known_cause}”不在 {', '.join(CAUSES)} 之中。",
                    en=f"Cause “{known_cause}” is none of {', '.join(CAUSES)}.",
                )
        values = {n: carried.get((entry, origin)) for n, origin in origins.items()}
        out[entry] = Inputs(
            entry_id=entry,
            marks=state.marks[entry],
            whole=entry in state.whole,
            incidents=did.get(entry, {}),
            cause=cause or next((c for c in causes.values() if c), ""),
            absent={m: _effect(plan, m, c) for m, c in causes.items() if c},
            seats=filled.get(entry, {}),
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
