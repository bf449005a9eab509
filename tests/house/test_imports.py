"""Who may import whom: the table of docs/architecture.md, kept by a machine."""

import ast
import subprocess
import sys

import pytest

from tests.house.reading import ROOT, below, imports, modules, shown, tree

# The files that build and solve OR-Tools models; everything else must do without its 129 MB.
SOLVER = tuple(
    name
    for name, path in modules().items()
    if any(full.startswith("ortools") for _, full in imports(tree(path)))
)
# Small modules of the application that know no layer; all layers may use them.
COMMON = (
    "contest.clock",
    "contest.errors",
    "contest.ids",
    "contest.journal",
    "contest.keys",
    "contest.lives",
    "contest.logs",
    "contest.numbers",
    "contest.presence",
    "contest.proofs",
    "contest.secrets",
    "contest.security",
)
READERS = ("contest.roster", "contest.rulebook", "contest.proof")
WEB = ("flask", "flask_babel", "flask_socketio", "flask_wtf", "werkzeug")
DATABASE = ("alembic", "psycopg", "sqlalchemy", "sqlmodel")
TABLES = ("contest.store.tables",)
LIBRARIES = ("judging", "scheduler")
CORE = (*COMMON, *READERS, *LIBRARIES, "contest.store", "contest.queries")
EVERYTHING = (*CORE, "contest.operations", "contest.reports", "contest.jobs", "contest.config")

# Layer: (modules of this project it may import beside its own, what it may never import).
LAYERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "judging": ((), ()),
    "scheduler": ((), ()),
    "contest.roster": (COMMON, (*WEB, *DATABASE)),
    # A published scheme may come as a workbook.
    "contest.rulebook": ((*COMMON, "contest.roster", "judging"), (*WEB, *DATABASE)),
    "contest.proof": ((*COMMON, "contest.rulebook", "judging"), (*WEB, *DATABASE)),
    "contest.store": ((*COMMON, *LIBRARIES), (*WEB, *SOLVER)),
    "contest.queries": ((*COMMON, *READERS, *LIBRARIES, "contest.store"), (*WEB, *SOLVER)),
    "contest.operations": (CORE, (*WEB, *TABLES, *SOLVER)),
    "contest.reports": ((*CORE, "contest.operations"), (*WEB, *SOLVER)),
    "contest.jobs": (
        (*CORE, "contest.operations", "contest.reports", "contest.config", "contest.processes"),
        WEB,
    ),
    "contest.live": (EVERYTHING, (*TABLES, *SOLVER)),
    # Pages show the newest frame that screens were sent.
    "contest.web": ((*EVERYTHING, "contest.live.boards"), (*TABLES, *SOLVER)),
    "contest.api": (EVERYTHING, (*TABLES, *SOLVER)),
    # Starts all the others.
    "contest.cli": (("contest", *LIBRARIES), TABLES),
}


def layer_of(name: str) -> str | None:
    return next((layer for layer in LAYERS if below(name, (layer,))), None)


def breaches(name: str, module: ast.Module) -> list[tuple[int, str]]:
    """Imports of one module that its layer does not allow: line and what is imported."""
    layer = layer_of(name)
    if layer is None:
        return []
    allowed, never = LAYERS[layer]
    found = []
    for line, full in imports(module):
        if below(full, ("judging", "scheduler", "contest")):
            good = below(full, (layer, *allowed)) and not below(full, never)
        elif layer in LIBRARIES:
            good = full.split(".")[0] in sys.stdlib_module_names or name in SOLVER
        else:
            good = not below(full, never)
        if not good:
            found.append((line, full))
    return found


def test_every_module_keeps_to_what_its_layer_may_import() -> None:
    found = [
        f"{shown(path, line)}: {layer_of(name)} may not import {full}"
        for name, path in modules().items()
        for line, full in breaches(name, tree(path))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("judging.example", "import decimal, yaml"),
        ("scheduler.example", "from judging.marks import Mark"),
        ("scheduler.example", "import ortools.sat.python.cp_model"),
        ("contest.store.example", "import flask"),
        ("contest.store.example", "from contest.queries import board"),
        ("contest.queries.example", "from flask import g"),
        ("contest.operations.example", "from contest.store.tables.contest import Trade"),
        ("contest.operations.example", "from contest.store import tables"),
        ("contest.roster.example", "from sqlmodel import Session"),
        ("contest.web.example", "from contest.cli import main"),
        ("contest.web.example", f"import {SOLVER[0]}"),
    ],
)
def test_the_import_rule_finds_a_breach(name: str, line: str) -> None:
    assert breaches(name, ast.parse(line)) != []


def test_only_the_solver_knows_or_tools() -> None:
    assert SOLVER, "the solver is somewhere"
    assert all(below(name, ("scheduler", "contest.jobs")) for name in SOLVER)


def test_the_application_starts_without_or_tools() -> None:
    code = "import sys, contest.app; print([m for m in sys.modules if m.startswith('ortools')])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_checker_of_timetables_works_without_or_tools() -> None:
    code = "import sys, scheduler.check; print([m for m in sys.modules if m.startswith('ortools')])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_imports_are_absolute_and_stand_at_the_top_of_a_file() -> None:
    found = []
    for name, path in modules().items():
        free = name == "contest.app" or below(name, ("contest.cli",))
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.level:
                found.append(f"{shown(path, node.lineno)}: a relative import")
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not free:
                found += [
                    f"{shown(path, inner.lineno)}: an import inside a function"
                    for inner in ast.walk(node)
                    if isinstance(inner, ast.Import | ast.ImportFrom)
                ]
    assert found == []


def test_wsgi_knows_the_application_alone() -> None:
    assert {full for _, full in imports(tree(ROOT / "wsgi.py"))} <= {"contest.app"}
