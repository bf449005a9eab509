"""From marks, incidents, absences and facts to what is known of each entry."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

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
    for item in {item for items in did.values() for item in items}:
        if item not in plan.items:
            raise BadRecord(zh=f"处罚目录中没有“{item}”。", en=f"No penalty is called “{item}”.")
    causes = {entry: _causes(absent, entry, modules) for entry in entries} if absent else {}
    values = {entry: _values(carried, entry, origins) for entry in entries} if origins else {}
    # Of thousands of entries most have none of this, and share that.
    nothing: dict[str, Any] = {}
    out = {}
    for entry in entries:
        gone = causes.get(entry, nothing)
        out[entry] = Inputs(
            entry_id=entry,
            marks=state.marks[entry],
            whole=entry in state.whole,
            incidents=did.get(entry, nothing),
            cause=absent.get(entry) or next(iter(gone.values()), ""),
            absent={m: _effect(plan, m, c) for m, c in gone.items()} if gone else nothing,
            seats=filled.get(entry, nothing),
            carried=values.get(entry, nothing),
            facts=people.get(entry, nothing),
        )
    return out


def _causes(
    absent: Mapping[str | tuple[str, str], str], entry: str, modules: Sequence[str]
) -> dict[str, str]:
    """The modules that the entry is absent from, and why."""
    cause = absent.get(entry, "")
    causes = {m: c for m in modules if (c := absent.get((entry, m), cause))}
    for known in {cause, *causes.values()} - {""}:
        if known not in CAUSES:
            raise BadRecord(
                zh=f"缺席原因“{known}”不在 {', '.join(CAUSES)} 之中。",
                en=f"Cause “{known}” is none of {', '.join(CAUSES)}.",
            )
    return causes


def _values(
    carried: Mapping[tuple[str, str], Decimal | None], entry: str, origins: Mapping[str, str]
) -> dict[str, Decimal]:
    """What an entry brings over from an earlier stage, by the node that takes it."""
    found = {node: carried.get((entry, origin)) for node, origin in origins.items()}
    return {node: value for node, value in found.items() if value is not None}


def _effect(plan: Plan, module: str, cause: str) -> str:
    """What an absence does to a module, as node, book or ruling say; else the question."""
    said = plan.nodes[module].absent.get(cause) or plan.rulebook.absence.get(cause)
    if said in ("zero", "none", "so_far"):
        return said
    ruling = plan.rulings.get(f"absence.{cause}")
    return "ask" if ruling is None else ruling.choice
