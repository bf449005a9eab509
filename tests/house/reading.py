"""Reads the project's own source for the tests of this folder."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = (
    "judging",
    "scheduler",
    "contest",
    "templates",
    "static/css",
    "static/ts",
    "tests",
    "benchmarks",
    "docs",
    ".ci",
)
ENDINGS = {".py", ".ts", ".tsx", ".mjs", ".css", ".html", ".typ", ".md", ".toml", ".json", ".txt"}


@cache
def files() -> tuple[Path, ...]:
    """Every text file that people wrote; not git, which a bare machine does not have, is asked."""
    found = [path for path in ROOT.iterdir() if path.suffix in ENDINGS]
    found += [ROOT / "static" / "build.mjs", ROOT / "static" / "icons.txt", ROOT / ".ci" / "run"]
    for folder in FOLDERS:
        found += [path for path in (ROOT / folder).rglob("*") if path.suffix in ENDINGS]
    return tuple(sorted({path for path in found if path.is_file()}))


@cache
def modules() -> dict[str, Path]:
    """Every module of the libraries and of the application by its dotted name."""
    found = {}
    for package in ("judging", "scheduler", "contest"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(module: ast.Module) -> Iterator[tuple[int, str]]:
    """
    Every import wherever it stands: its line and the full dotted name.

    `from contest.store import contests` gives `contest.store.contests` when that is a module,
    so that a package cannot be used to hide which of its modules is meant.
    """
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for name in node.names:
                full = f"{node.module}.{name.name}"
                yield node.lineno, full if full in modules() else node.module


def below(name: str, places: tuple[str, ...]) -> bool:
    """Whether a dotted name is one of these places or stands inside one."""
    return any(name == place or name.startswith(f"{place}.") for place in places)


def shown(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"
