"""Everything a document leaves unstated, listed early so that it can be ruled in advance."""

from collections.abc import Iterator

from judging.plan import Plan
from judging.questions import ask_of
from judging.rulings import Ask
from judging.scheme import UNSTATED, Node, Panel, Parts


def open_points(plan: Plan) -> tuple[Ask, ...]:
    """One question per open point, with the key that a ruling in advance would carry."""
    book = plan.rulebook
    keys = [key for node in plan.nodes.values() for key in _of_node(plan, node)]
    keys += [f"conduct.{i.id}" for i in book.conduct if i.effect == "unstated"]
    keys += [f"absence.{cause}" for cause, does in book.absence.items() if does == "unstated"]
    for stage in book.stages:
        if stage.go_on is not None and stage.go_on.percent is not None:
            keys += _of_quota(f"go_on:{stage.id}", stage.go_on.round, stage.go_on.of)
    for rung in book.ladder:
        if rung.first is not None and rung.first.percent is not None:
            keys += _of_quota(f"ladder/{rung.id}", rung.first.round, rung.first.of)
        if len(rung.readings) > 1:
            keys.append(f"ladder/{rung.id}.reading")
    return tuple(ask_of(plan, key) for key in keys)


def _of_quota(key: str, rounding: object, size: object) -> list[str]:
    return [
        f"{key}.{name}" for name, said in (("round", rounding), ("of", size)) if said is UNSTATED
    ]


def _of_node(plan: Plan, node: Node) -> Iterator[str]:
    if node.weight is UNSTATED:
        yield f"{node.id}.weight"
    join = node.take.join if isinstance(node.take, Parts | Panel) else None
    if join is UNSTATED:
        yield f"{node.id}.combine"
    elif join is not None:
        yield from (f"{node.id}.{join.op}.{a}" for a, v in join.args.items() if v is UNSTATED)
    for key, step in zip(plan.step_keys[node.id], node.steps, strict=True):
        if step.unstated or step.op == "silent_when":
            yield key
        yield from (f"{key}.{name}" for name, value in step.args.items() if value is UNSTATED)
