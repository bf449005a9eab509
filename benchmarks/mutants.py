"""
How many changed versions of `judging/` no test notices: `python -m benchmarks.mutants`.

mutmut is fetched into a folder of its own and makes the mutants, from a copy of the project that
nobody edits meanwhile. The tests of `tests/judging` and `tests/contest/rulebook` are collected
once; each mutant then lives in a fork of that process, in which the tests that run its lines run,
quickest first, until one fails. A mutant that hangs counts as found; one whose lines no test runs
counts as alive. Every so often the same tests run with nothing changed and must pass. Names such
as `"judging.bands.*"` hunt in one module; ``--alive FILE`` keeps what lived, line by line.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import pytest
from _pytest.runner import runtestprotocol
from coverage import Coverage
from hypothesis import HealthCheck, Phase, settings

from benchmarks.mutations import Mutant, fetch, mutants_of

TESTS = ("tests/judging", "tests/contest/rulebook")
#: That hypothesis is imported before pytest could look at its own asserts is no finding here.
QUIETLY = ("-q", "-s", "--tb=no", "-p", "no:cacheprovider",
           "-W", "ignore::pytest.PytestAssertRewriteWarning")  # fmt: skip
PACKAGE = Path("judging")
COPIED = ("judging", "contest", "tests", "docs", "pyproject.toml")
GOAL = 5  # per cent
#: One mutant in so many is preceded by its tests with nothing changed.
CONTROL = 500
FOUND, LIVED, BROKEN = 1, 0, 3
#: Processor seconds after which a mutant hangs, beside ten times what its tests take.
PATIENCE = 20


class Hunt:
    """A plugin of pytest that takes the place of the loop over the tests."""

    def __init__(self, mutants: Sequence[Mutant], workers: int, kept: IO[str]) -> None:
        self.mutants, self.workers, self.kept = mutants, workers, kept
        self.alive: list[Mutant] = []
        self.hung = 0
        self.running: dict[int, tuple[Mutant | None, int]] = {}
        self.seconds: dict[str, float] = {}
        self.ran: dict[tuple[str, int], set[str]] = {}
        self.bites: dict[object, Counter[str]] = defaultdict(Counter)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self) -> None:
        """A failing example is enough, the smallest is not looked for; slowness is no finding."""
        settings.register_profile(
            "mutants",
            deadline=None,
            derandomize=True,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        )
        settings.load_profile("mutants")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        gc.freeze()
        self.seconds, self.ran = in_fork(lambda: watched(list(items.values()), self.mutants))
        began = time.monotonic()
        for n, mutant in enumerate(self.mutants, 1):
            tests = [items[name] for name in self.tests_of(mutant)]
            if not tests:
                self.lives(mutant)
                continue
            if n % CONTROL == 1:
                self.start(None, tests)
            self.start(mutant, tests)
            while len(self.running) >= self.workers:
                self.reap()
            if n % 100 == 0:
                pace = f"{(time.monotonic() - began) / n:.2f} s each"
                print(f"{n} of {len(self.mutants)}, {len(self.alive)} alive, {pace}", flush=True)
        while self.running:
            self.reap()
        return True

    def start(self, mutant: Mutant | None, tests: list[pytest.Item]) -> None:
        """Fork a life for the mutant, or for nothing changed."""
        seconds = PATIENCE + int(10 * sum(self.seconds[t.nodeid] for t in tests))
        read, write = os.pipe()
        child = os.fork()
        if not child:
            os.close(read)
            alone(mutant, tests, write, seconds)
        os.close(write)
        self.running[child] = mutant, read

    def tests_of(self, mutant: Mutant) -> list[str]:
        """The tests that run the mutant's lines; who noticed its neighbours is asked first."""
        names = set().union(*(self.ran.get((mutant.path, n), ()) for n in mutant.lines))
        bites = self.bites[mutant.target]
        return sorted(names, key=lambda name: (-min(bites[name], 1), self.seconds[name], name))

    def reap(self) -> None:
        """Wait for a life to end, and see how it did."""
        child, status = os.wait()
        mutant, read = self.running.pop(child)
        with os.fdopen(read) as pipe:
            test = pipe.read()
        code = os.waitstatus_to_exitcode(status)
        if code == BROKEN or (mutant is None and code != LIVED):
            sys.exit(f"{mutant.name if mutant else 'nothing changed'}: cannot be tried; {test}")
        if mutant is None:
            return
        self.bites[mutant.target][test] += 1
        self.hung += code < 0
        if code == LIVED:
            self.lives(mutant)

    def lives(self, mutant: Mutant) -> None:
        self.alive.append(mutant)
        print(f"{mutant.name}\n    {mutant.was}\n    {mutant.now}", file=self.kept, flush=True)


def in_fork(work: Any) -> Any:
    """What ``work`` returns, done in a process that is thrown away."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=lambda: theirs.send(work()))
    process.start()
    answer = ours.recv()
    process.join()
    return answer


def watched(
    items: list[pytest.Item], mutants: Sequence[Mutant]
) -> tuple[dict[str, float], dict[tuple[str, int], set[str]]]:
    """Seconds of each test, and which tests run which lines; all must pass without a mutant."""
    seconds: dict[str, float] = {}
    for item, following in zip(items, [*items[1:], None], strict=True):
        began = time.process_time()
        if fails(item, following):
            sys.exit(f"{item.nodeid} fails without any mutant")
        seconds[item.nodeid] = time.process_time() - began
    watch = Coverage(data_file=None, source=[str(PACKAGE)], branch=False)
    watch.start()
    for item, following in zip(items, [*items[1:], None], strict=True):
        watch.switch_context(item.nodeid)
        fails(item, following)
    watch.stop()
    ran: dict[tuple[str, int], set[str]] = {}
    for path in {m.path for m in mutants}:
        for line, names in watch.get_data().contexts_by_lineno(path).items():
            ran[path, line] = {name for name in names if name}
    return seconds, ran


def fails(item: pytest.Item, following: pytest.Item | None) -> bool:
    return any(r.failed for r in runtestprotocol(item, log=False, nextitem=following))


def alone(mutant: Mutant | None, tests: list[pytest.Item], write: int, seconds: int) -> None:
    """One life: ends the process, with what became of the mutant."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    signal.alarm(4 * seconds)
    code = BROKEN
    try:
        if mutant is not None:
            mutant.apply()
        code = LIVED
        for item, following in zip(tests, [*tests[1:], None], strict=True):
            code = FOUND
            if fails(item, following):
                os.write(write, item.nodeid.encode())
                break
            code = LIVED
    finally:
        os._exit(code)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=["*"], help="patterns of mutants")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--mutmut", type=Path, help="a folder to keep mutmut in")
    parser.add_argument("--alive", type=argparse.FileType("w"), default=os.devnull)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="leitai-mutants-") as folder:
        fetch((options.mutmut or Path(folder) / "mutmut").resolve())
        move_into(Path(folder) / "copy")
        mutants = mutants_of(PACKAGE, options.names)
        hunt = Hunt(mutants, options.workers, options.alive)
        if pytest.main([*TESTS, *QUIETLY], plugins=[hunt]) not in (0, 5):
            return 1
    print(table(mutants, hunt.alive))
    print(f"{hunt.hung} of those found hung or ran out of memory.")
    return int(len(hunt.alive) * 100 >= GOAL * len(mutants))


def move_into(folder: Path) -> None:
    """Go on in a copy of the project, before anything of it but this script is imported."""
    folder.mkdir()
    for name in COPIED:
        if Path(name).is_dir():
            shutil.copytree(name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(name, folder / name)
    os.chdir(folder)
    sys.path[0] = str(folder)


def table(mutants: Sequence[Mutant], alive: Sequence[Mutant]) -> str:
    tried = Counter(m.target.__module__ for m in mutants)
    lived = Counter(m.target.__module__ for m in alive)
    rows = [(name, tried[name], lived[name]) for name in sorted(tried)]
    lines = ["| module | tried | found | alive |", "|---|---|---|---|"]
    lines += [f"| {n.rpartition('.')[2]} | {t} | {t - a} | {a} |" for n, t, a in rows]
    t, a = len(mutants), len(alive)
    lines.append(f"| all | {t} | {t - a} | {a} ({100 * a / t:.2f} %, goal below {GOAL} %) |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
