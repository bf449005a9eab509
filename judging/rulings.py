"""Where the text is silent or contradicts itself: try every reading, ask if they differ."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")


class Choose(Protocol):
    """Gives the option that applies; no options: only a ruling can say."""

    def __call__(self, key: str, options: tuple[str, ...] = (), /) -> str: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """
    Ruling needed. ``options`` are (choice, what it would give in zh, in en); empty where only a
    free figure can answer. ``entries`` are those it touches; none: asked once for the book.
    """

    key: str
    zh: str
    en: str
    options: tuple[tuple[str, str, str], ...] = ()
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Ruling:
    """The binding answer to an ``Ask``: data beside the marks, never an edit of the rulebook."""

    key: str
    choice: str
    text: str = ""
    author: str = ""
    at: str = ""
    order: tuple[str, ...] = ()
    premise: str = ""


Rulings = Mapping[str, Ruling]


class Unsettled(Exception):
    """An open point without options was reached and no ruling answers it."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key)


class _Fork(Exception):
    """An open point was reached for the first time on this run."""

    def __init__(self, key: str, options: tuple[str, ...]) -> None:
        self.key = key
        self.options = options
        super().__init__(key)


@dataclass(kw_only=True, slots=True)
class Explored(Generic[T]):
    """Every outcome with the choices that led to it, and points nobody can enumerate."""

    outcomes: list[tuple[dict[str, str], T]] = field(default_factory=list)
    unsettled: list[str] = field(default_factory=list)


def explore(run: Callable[[Choose], T], rulings: Rulings) -> Explored[T]:
    """Run under every reading of the points left open; without open points that is one run."""
    found: Explored[T] = Explored()

    def visit(taken: dict[str, str]) -> None:
        def choose(key: str, options: tuple[str, ...] = ()) -> str:
            ruling = rulings.get(key)
            if ruling is not None and (not options or ruling.choice in options):
                return ruling.choice
            if key in taken:
                return taken[key]
            if not options:
                raise Unsettled(key)
            raise _Fork(key, options)

        try:
            found.outcomes.append((taken, run(choose)))
        except _Fork as fork:
            for option in fork.options:
                visit({**taken, fork.key: option})
        except Unsettled as open_point:
            if open_point.key not in found.unsettled:
                found.unsettled.append(open_point.key)

    visit({})
    return found


def differing(outcomes: list[tuple[dict[str, str], T]], same: Callable[[T, T], bool]) -> list[str]:
    """Keys of the open points that matter: flipping one alone changes some outcome."""
    keys: list[str] = []
    for taken, result in outcomes:
        for other, changed in outcomes:
            apart = [k for k in {**taken, **other} if taken.get(k) != other.get(k)]
            shared = [k for k in apart if k in taken and k in other]
            if len(shared) == 1 and not same(result, changed) and shared[0] not in keys:
                keys.append(shared[0])
    return keys


class Consulted(dict[str, Ruling]):
    """Rulings by key, remembering which were needed: the rest is listed, never guessed onto."""

    def __init__(self, rulings: Mapping[str, Ruling]) -> None:
        super().__init__(rulings)
        self.used: set[str] = set()

    def get(self, key: str, default: Any = None, /) -> Any:
        """The ruling of a question that has come up."""
        if key in self:
            self.used.add(key)
        return super().get(key, default)

    @property
    def unused(self) -> tuple[str, ...]:
        """Keys of rulings whose question did not come up."""
        return tuple(sorted(set(self) - self.used))
