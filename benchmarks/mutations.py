"""Mutants of a package: made by mutmut's operators, put in place without touching a file."""

from __future__ import annotations

import ast
import importlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

MUTMUT = "mutmut==3.8.1"
ORIGINAL = "_mutmut_orig"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One function with one thing changed; ``lines`` of its file may notice it when they run."""

    name: str
    target: FunctionType
    changed: FunctionType
    path: str
    lines: frozenset[int]
    was: str
    now: str

    def apply(self) -> None:
        """From now on, in this process, everybody who calls the function gets the mutant."""
        self.target.__code__ = self.changed.__code__
        self.target.__defaults__ = self.changed.__defaults__
        self.target.__kwdefaults__ = self.changed.__kwdefaults__


def fetch(folder: Path) -> None:
    """Install mutmut into ``folder`` and let this process import it, behind what is there."""
    if not (folder / "mutmut").exists():
        command = [sys.executable, "-m", "pip", "install", "-q", "--target", str(folder), MUTMUT]
        subprocess.run(command, check=True)
    sys.path.append(str(folder))


def mutants_of(package: Path, patterns: Sequence[str]) -> list[Mutant]:
    """The mutants of the package's modules whose names fit a pattern, in the order of the files."""
    mutate = _mutate()
    found: list[Mutant] = []
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        module = importlib.import_module(".".join(p for p in parts if p != "__init__"))
        if not any(fnmatch(module.__name__, p.rpartition(".")[0] or p) for p in patterns):
            continue
        code = mutate(path.name, path.read_text("utf-8")).code
        found += _mutants_in(module, path, code)
    return [m for m in found if any(fnmatch(m.name, p) for p in patterns)]


def _mutate() -> Any:
    """mutmut's function; it wants to find settings in the working folder when first asked."""
    home = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        Path("setup.cfg").write_text("[mutmut]\nsource_paths=.\n", "utf-8")
        try:
            importlib.import_module("mutmut.configuration").config()
        finally:
            os.chdir(home)
    return importlib.import_module("mutmut.mutation.file_mutation").mutate_file_contents


def _mutants_in(module: ModuleType, path: Path, code: str) -> list[Mutant]:
    source = path.read_text("utf-8")
    statements = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.stmt)]
    space: dict[str, Any] = {"__name__": module.__name__, "__file__": str(path)}
    exec(compile(code, f"mutants of {path}", "exec"), space)
    lines = code.splitlines()
    found = []
    for name, versions in space.items():
        if not name.startswith("mutants_"):
            continue
        versions = {k: getattr(v, "__func__", v) for k, v in versions.items()}
        original = versions.pop(ORIGINAL)
        target = _target(module, original.__qualname__)
        start = target.__code__.co_firstlineno
        for mutant, changed in versions.items():
            at, was, now = _difference(lines, original, changed)
            found.append(
                Mutant(
                    name=f"{module.__name__}.{mutant}",
                    target=target,
                    changed=changed,
                    path=str(path.resolve()),
                    lines=_around(statements, start + at),
                    was=f"{path.name}:{start + at}: {was}",
                    now=now,
                )
            )
    return found


def _difference(
    lines: list[str], original: FunctionType, changed: FunctionType
) -> tuple[int, str, str]:
    """The first line that differs, counted from the function's own; both are printed alike."""
    there, here = original.__code__.co_firstlineno - 1, changed.__code__.co_firstlineno - 1
    at = 0
    while True:
        was = lines[there + at].replace(original.__name__, "")
        now = lines[here + at].replace(changed.__name__, "")
        if was != now:
            return at, was.strip(), now.strip()
        at += 1


def _target(module: ModuleType, qualified: str) -> FunctionType:
    """The function in use: `x_f__mutmut_orig` is f, `C.xǁCǁm__mutmut_orig` is m of C."""
    mangled = qualified.rpartition(".")[2].removesuffix("_" + ORIGINAL).removesuffix("_orig")
    mangled = mangled.removesuffix("__mutmut")
    if "ǁ" not in mangled:
        return getattr(module, mangled.removeprefix("x_"))
    _, owner, name = mangled.split("ǁ")
    found = vars(getattr(module, owner))[name]
    return getattr(found, "__func__", found)


def _around(statements: list[ast.stmt], line: int) -> frozenset[int]:
    """All lines of the smallest statement that ``line`` is in; a head counts with its body."""
    ends = ((s.lineno, s.end_lineno or s.lineno) for s in statements)
    low, high = min((e for e in ends if e[0] <= line <= e[1]), key=lambda e: e[1] - e[0])
    return frozenset(range(low, high + 1))
