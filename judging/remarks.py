"""One finding about a rulebook, and where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass

from judging.rulebook import Rulebook
from judging.scheme import Node

SEVERITIES = ("error", "contradiction", "open", "note")


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """
    One finding. ``where`` is a node id, or stages., rankings., ladder., conduct. and the id.

    ``error``: cannot run. ``contradiction``: runs up to it, then asks. ``open``: asked if it
    matters. ``note``: worth a look.
    """

    where: str
    severity: str
    zh: str
    en: str


Remarks = Iterator[Remark]


def nodes_of(book: Rulebook) -> Iterator[Node]:
    """Every node of every tree, children before parents."""
    for tree in book.trees:
        yield from tree.walk()
