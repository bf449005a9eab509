"""
YAML read as a tree of texts with line numbers, never as Python values.

A plain load would read 12:30 as 750, ``no`` as false, 010 as 8 and 0.30 as a float, and would
lose a doubled key silently. JSON is YAML, so it comes in by the same door.
"""

from dataclasses import dataclass, field

import yaml

from contest.rulebook.findings import Finding, RulebookInvalid
from contest.rulebook.keys import KEYS

#: Aliases can make a small document huge; no rulebook comes near these.
MOST_NODES = 50_000
MOST_DEPTH = 40


@dataclass(kw_only=True, slots=True)
class Tree:
    """One place of the document: a text, a list, or a map from key to place."""

    line: int
    text: str | None = None
    items: list["Tree"] | None = None
    pairs: dict[str, "Tree"] | None = None
    key_lines: dict[str, int] = field(default_factory=dict)


def grow(text: str) -> Tree:
    """The tree of a document, or ``RulebookInvalid`` where it is no YAML or writes a key twice."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        problem = getattr(error, "problem", None) or "unreadable"
        raise RulebookInvalid(
            (
                _error(
                    line,
                    "",
                    f"这一行不是正确的 YAML（{problem}）：请检查缩进、冒号和引号。",
                    f"This line is no valid YAML ({problem}): check indents, colons and quotes.",
                ),
            )
        ) from error
    except RecursionError as error:
        raise RulebookInvalid((_too_much(1, ""),)) from error
    if root is None:
        raise RulebookInvalid((_error(1, "", "文件是空的。", "The document is empty."),))
    grower = _Grower()
    tree = grower.grow(root, "", 0)
    if grower.findings:
        raise RulebookInvalid(tuple(grower.findings))
    return tree


def _too_much(line: int, path: str) -> Finding:
    return _error(line, path, "文件嵌套过深或过大。", "The document is too deep or too large.")


def _error(line: int, path: str, zh: str, en: str) -> Finding:
    return Finding(line=line, path=path or "/", severity="error", zh=zh, en=en)


class _Grower:
    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.count = 0

    def grow(self, node: yaml.Node, path: str, depth: int) -> Tree:
        line = node.start_mark.line + 1
        self.count += 1
        if depth > MOST_DEPTH or self.count > MOST_NODES:
            raise RulebookInvalid((_too_much(line, path),))
        if isinstance(node, yaml.MappingNode):
            return self._map(node, path, line, depth)
        if isinstance(node, yaml.SequenceNode):
            items = [self.grow(n, f"{path}/{i}", depth + 1) for i, n in enumerate(node.value)]
            return Tree(line=line, items=items)
        return Tree(line=line, text=str(node.value).strip())

    def _map(self, node: yaml.MappingNode, path: str, line: int, depth: int) -> Tree:
        pairs: dict[str, Tree] = {}
        lines: dict[str, int] = {}
        for key_node, value in node.value:
            here = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.findings.append(
                    _error(here, path, "键须是一个词。", "A key must be a single word.")
                )
                continue
            key = KEYS.get(str(key_node.value).strip(), str(key_node.value).strip())
            if key in pairs:
                self.findings.append(
                    _error(
                        here,
                        f"{path}/{key}",
                        f"同一处写了两次“{key}”。",
                        f"“{key}” is written twice in one place.",
                    )
                )
            pairs[key] = self.grow(value, f"{path}/{key}", depth + 1)
            lines[key] = here
        return Tree(line=line, pairs=pairs, key_lines=lines)
