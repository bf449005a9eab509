"""A rulebook compiled once: nodes by id, the way from each mark to its node, module and tree."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from judging.refusals import BadRecord
from judging.rulebook import ConductItem, Rulebook, StageRule
from judging.rulings import Ruling
from judging.scheme import Node, Panel, Parts, Points, Reading, Readings, Scale


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """
    ``nodes`` by id; ``owner`` of each thing that takes marks (node or reading) is its node;
    ``module_of`` and ``tree_of`` are by node id; ``conduct`` is by the node it acts on; ``names``
    of a root are all nodes of its tree; ``apart`` are nodes that look at nothing but their own
    marks, their parts and what is known of the entry.
    """

    rulebook: Rulebook
    nodes: Mapping[str, Node]
    owner: Mapping[str, str]
    scales: Mapping[str, Scale]
    module_of: Mapping[str, str]
    tree_of: Mapping[str, str]
    step_keys: Mapping[str, tuple[str, ...]]
    conduct: Mapping[str, tuple[ConductItem, ...]]
    items: Mapping[str, ConductItem]
    rulings: Mapping[str, Ruling]
    names: Mapping[str, frozenset[str]]
    apart: frozenset[str]

    def stage(self, stage_id: str) -> StageRule:
        """The stage of that id; a KeyError names what there is."""
        for stage in self.rulebook.stages:
            if stage.id == stage_id:
                return stage
        raise KeyError(f"{stage_id}: known are {[s.id for s in self.rulebook.stages]}")

    def under(self, node_id: str) -> tuple[Node, ...]:
        """The tree below and with a node, children before parents."""
        return tuple(self.nodes[node_id].walk())


def compile_rulebook(rulebook: Rulebook, rulings: Iterable[Ruling] = ()) -> Plan:
    """
    The plan that ``compute`` runs. Raises ``BadRecord`` for two things with one id and for a
    stage, ranking, rung or penalty that names what does not exist.
    """
    nodes: dict[str, Node] = {}
    owner: dict[str, str] = {}
    scales: dict[str, Scale] = {}
    module_of: dict[str, str] = {}
    tree_of: dict[str, str] = {}

    def place(node: Node, module: str, tree: str) -> None:
        module = node.id if node.level == "module" else module
        _claim(owner, node.id, node.id)
        nodes[node.id], module_of[node.id], tree_of[node.id] = node, module, tree
        if isinstance(node.take, Points | Panel):
            scales[node.id] = node.take.scale
        if isinstance(node.take, Readings):
            for reading in node.take.readings:
                _claim(owner, reading.id, node.id)
                scales[reading.id] = reading.scale
        for part in node.parts:
            place(part, module, tree)

    for tree in rulebook.trees:
        place(tree, "", tree.id)
    conduct: dict[str, list[ConductItem]] = {}
    for item in rulebook.conduct:
        for name in item.nodes:
            _known(name, nodes, f"conduct.{item.id}")
        for name in item.nodes or ("",):
            conduct.setdefault(name, []).append(item)
    for stage in rulebook.stages:
        _known(stage.node, nodes, f"stages.{stage.id}")
        if stage.ranking:
            _known(stage.ranking, rulebook.rankings, f"stages.{stage.id}")
    for rule in rulebook.rankings.values():
        for key in rule.by:
            _known(key.node, owner, f"rankings.{rule.id}")
    teams = [team.id for team in rulebook.teams]
    for team in rulebook.teams:
        _known(team.ranking, rulebook.rankings, f"teams.{team.id}")
        if team.node:
            _known(team.node, nodes, f"teams.{team.id}")
    for rung in rulebook.ladder:
        for ranking in rung.rankings:
            _known(ranking, (*rulebook.rankings, *teams), f"ladder.{rung.id}")
    return Plan(
        rulebook=rulebook,
        nodes=nodes,
        owner=owner,
        scales=scales,
        module_of=module_of,
        tree_of=tree_of,
        step_keys={n.id: _step_keys(n) for n in nodes.values()},
        conduct={k: tuple(v) for k, v in conduct.items()},
        items={i.id: i for i in rulebook.conduct},
        rulings={r.key: r for r in rulings},
        names={s.node: frozenset(n.id for n in nodes[s.node].walk()) for s in rulebook.stages},
        apart=frozenset(n.id for n in nodes.values() if _apart(n)),
    )


def _apart(node: Node) -> bool:
    looks = any(s.when is not None or s.test is not None or "of" in s.args for s in node.steps)
    return isinstance(node.take, Points | Panel | Parts) and not looks


def _claim(owner: dict[str, str], name: str, node_id: str) -> None:
    if name in owner:
        raise BadRecord(zh=f"“{name}”出现两次。", en=f"“{name}” is used twice.")
    owner[name] = node_id


def _known(name: str, among: Iterable[str], where: str) -> None:
    if name not in set(among):
        raise BadRecord(
            zh=f"{where}：没有名为“{name}”的项。", en=f"{where}: nothing is called “{name}”."
        )


def _step_keys(node: Node) -> tuple[str, ...]:
    """One key per step for rulings; a second step of one kind is numbered."""
    seen: dict[str, int] = {}
    keys = []
    for step in node.steps:
        seen[step.op] = seen.get(step.op, 0) + 1
        tail = "" if seen[step.op] == 1 else str(seen[step.op])
        keys.append(f"{node.id}.{step.op}{tail}")
    return tuple(keys)


def label(node: Node | Reading) -> tuple[str, str]:
    """What people call a node or reading, zh and en; its id where the text gives no name."""
    name = node.name or node.id
    return name, node.name_en or name
