"""
Job shop and flexible job shop files in their standard text formats, and as contests.

Both begin with the number of jobs and of machines. In a *job shop* file a job is a line of
``machines`` pairs ``machine duration``, machines counted from 0. In a *flexible* one it is its
number of operations, and for each the number of alternatives and that many pairs, machines counted
from 1; the first line may hold a third number, the mean number of alternatives.
"""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.problem import (
    DAY_MIN,
    Day,
    Entry,
    Goal,
    ModuleNeeds,
    Problem,
    StageNeeds,
    StationTime,
    TradeNeeds,
    Venue,
    Workstation,
)

Operation = tuple[tuple[int, int], ...]
"""Alternatives: (machine from 0, duration)."""


class BadFile(ValueError):
    """What is wrong with a file; begins with the line."""


@dataclass(frozen=True, kw_only=True)
class Shop:
    """``jobs``: for each job its operations in order."""

    machines: int
    jobs: tuple[tuple[Operation, ...], ...]


@dataclass(frozen=True, kw_only=True)
class _Word:
    line: int
    text: str


class _Words:
    """The numbers of a text, one after the other, with the line of each."""

    def __init__(self, words: list[_Word], last_line: int) -> None:
        self.words, self.at, self.last_line = words, 0, last_line

    def take(self, what: str, least: int, most: int | None = None) -> int:
        if self.at == len(self.words):
            raise BadFile(f"line {self.last_line}: the file ends where {what} is expected")
        word = self.words[self.at]
        self.at += 1
        if not word.text.isascii() or not word.text.isdecimal():
            raise BadFile(f"line {word.line}: {word.text!r} is not a whole number ({what})")
        number = int(word.text)
        if number < least or (most is not None and number > most):
            limits = f"at least {least}" if most is None else f"from {least} to {most}"
            raise BadFile(f"line {word.line}: {what} must be {limits}, not {number}")
        return number

    def end(self) -> None:
        if self.at < len(self.words):
            word = self.words[self.at]
            raise BadFile(f"line {word.line}: {word.text!r} stands after the last job")


def read_shop(text: str) -> Shop:
    """
    The shop of a text in either format, told apart by what fits.

    Lines that begin with ``#`` are left out. Raises ``BadFile``.
    """
    lines = [
        (number, line.split())
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not lines:
        raise BadFile("line 1: the file is empty")
    (number, head), *rest = lines
    if len(head) not in (2, 3):
        raise BadFile(
            f"line {number}: expected the number of jobs and of machines, not {' '.join(head)!r}"
        )
    sizes = _Words([_Word(line=number, text=text) for text in head[:2]], number)
    jobs, machines = sizes.take("the number of jobs", 1), sizes.take("the number of machines", 1)
    words = [_Word(line=n, text=text) for n, line in rest for text in line]
    troubles: list[tuple[int, BadFile]] = []
    for reader in [_plain, _flexible] if len(head) == 2 else [_flexible]:
        numbers = _Words(words, lines[-1][0])
        try:
            return Shop(machines=machines, jobs=reader(numbers, jobs, machines))
        except BadFile as trouble:
            troubles.append((numbers.at, trouble))
    # What was meant is the format in which more of the file could be read.
    raise max(troubles, key=lambda one: one[0])[1]


def _plain(words: _Words, jobs: int, machines: int) -> tuple[tuple[Operation, ...], ...]:
    found = []
    for _ in range(jobs):
        job = []
        for _ in range(machines):
            machine = words.take("a machine", 0, machines - 1)
            job.append(((machine, words.take("a duration", 0)),))
        found.append(tuple(job))
    words.end()
    return tuple(found)


def _flexible(words: _Words, jobs: int, machines: int) -> tuple[tuple[Operation, ...], ...]:
    found = []
    for _ in range(jobs):
        job = []
        for _ in range(words.take("the number of operations of a job", 1)):
            ways: dict[int, int] = {}
            for _ in range(words.take("the number of alternatives of an operation", 1, machines)):
                machine = words.take("a machine", 1, machines) - 1
                lasts = words.take("a duration", 0)
                ways[machine] = min(lasts, ways.get(machine, lasts))
            job.append(tuple(ways.items()))
        found.append(tuple(job))
    words.end()
    return tuple(found)


def contest_of(shop: Shop) -> Problem:
    """
    Jobs as contestants, each alone in a trade of his own; operations as modules; machines as
    workstations; a unit of time as a minute of days without a night. Only the last finish counts.

    Operations that take no time at one of their machines bind nothing and are left out; jobs that
    have no others too. Raises ``scheduler.problem.Nonsense`` if nothing is left.
    """
    jobs = [
        (n, [operation for operation in job if all(lasts for _, lasts in operation)])
        for n, job in enumerate(shop.jobs, 1)
    ]
    jobs = [(n, job) for n, job in jobs if job]
    days = -(-_listed(shop.machines, [job for _, job in jobs]) // DAY_MIN)
    return Problem(
        step_min=1,
        days=tuple(
            Day(index=d, opens_min=DAY_MIN * d, closes_min=DAY_MIN * (d + 1)) for d in range(days)
        ),
        venues=(Venue(id="shop", name="shop"),),
        workstations=tuple(
            Workstation(id=f"m{n}", venue_id="shop", kind=f"m{n}", label=f"{n}", position=n)
            for n in range(shop.machines)
        ),
        trades=tuple(
            TradeNeeds(
                id=f"job{n}",
                name=f"job {n}",
                stages=(
                    StageNeeds(id="s", places=1, modules=tuple(map(_module, range(len(job)), job))),
                ),
            )
            for n, job in jobs
        ),
        entries=tuple(
            Entry(id=f"e{n}", person_ids=(f"p{n}",), trade_id=f"job{n}", delegation_id=f"d{n}")
            for n, _ in jobs
        ),
        judges=(),
        goals=(Goal(name="last_finish", weight=1),),
    )


def _module(number: int, operation: Operation) -> ModuleNeeds:
    return ModuleNeeds(
        id=f"o{number + 1}",
        kind="practical",
        minutes=1,
        heat_size=1,
        stations=tuple(
            StationTime(workstation_id=f"m{machine}", minutes=lasts) for machine, lasts in operation
        ),
    )


def _listed(machines: int, jobs: list[list[Operation]]) -> int:
    """When everything is done if the jobs take turns, each operation where it ends first."""
    free, ready = [0] * machines, [0] * len(jobs)
    for step in range(max(map(len, jobs), default=0)):
        for n, job in enumerate(jobs):
            if step < len(job):
                ends, machine = min((max(ready[n], free[m]) + d, m) for m, d in job[step])
                free[machine] = ready[n] = ends
    return max(ready, default=0)
