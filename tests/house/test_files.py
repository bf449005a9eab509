"""Files of one idea, exceptions with their reasons, and nothing that belongs to one machine."""

import re
from pathlib import Path

import pytest

from tests.house.reading import ROOT, files, shown

LONGEST = 400
CODE = {".py", ".ts", ".tsx", ".mjs", ".css", ".html", ".typ"}
# A comment that switches a check off; what stands behind its codes is the reason.
EXCEPTIONS = (
    re.compile(r"#\s*noqa(?::\s*[A-Z0-9, ]+)?(?P<reason>.*)"),
    re.compile(r"#\s*type:\s*ignore(?:\[[\w, -]+\])?(?P<reason>.*)"),
    re.compile(r"#\s*pragma: no (?:cover|branch)(?P<reason>.*)"),
    re.compile(r"//\s*@ts-(?:expect-error|ignore)(?P<reason>.*)"),
)
# Lock files name no address, so that any mirror may serve them; a test uses no real host.
ADDRESS = re.compile(r"https?://([\w.-]+)")


def unexplained(line: str) -> bool:
    """Whether a line switches a check off without saying why."""
    return any(
        len(re.sub(r"\W", "", found["reason"])) < 8
        for pattern in EXCEPTIONS
        if (found := pattern.search(line))
    )


@pytest.mark.parametrize(
    ("line", "wanting"),
    [
        ("import a  # noqa: F401", True),
        ("import a  # noqa: F401 - fixtures are found by their names", False),
        ("x = y  # type: ignore[attr-defined]", True),
        ("x = y  # type: ignore[attr-defined]  # set by needs()", False),
        ("if a:  # pragma: no cover", True),
        ("// @ts-expect-error", True),
        ("x = y  # an ordinary remark", False),
    ],
)
def test_an_exception_without_a_reason_is_found(line: str, wanting: bool) -> None:
    assert unexplained(line) is wanting


def test_every_exception_to_a_check_carries_its_reason() -> None:
    found = [
        shown(path, number)
        for path in files()
        if path.suffix in CODE and path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if unexplained(line)
    ]
    assert found == []


def test_no_file_is_longer_than_one_idea() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in files()
        # A migration is history, written by a machine.
        if path.suffix in CODE and "migrations" not in path.parts
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_lock_files_name_no_address() -> None:
    locks = [*ROOT.glob("requirements*.txt"), ROOT / "package-lock.json"]
    assert len(locks) == 6
    found = [
        f"{lock.name}: {host}"
        for lock in locks
        for host in ADDRESS.findall(lock.read_text())
        # Where an author asks for money is not where a package is fetched.
        if '"resolved"' in lock.read_text() or lock.suffix == ".txt"
    ]
    assert found == []


def test_nothing_is_left_half_done() -> None:
    mark = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
    found = [
        shown(path, number)
        for path in files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if mark.search(line)
    ]
    assert found == []


def test_tests_skip_nothing_and_wait_for_no_clock() -> None:
    never = re.compile(r"pytest\.skip\(|mark\.skip|importorskip|\btime\.sleep\(|wait_for_timeout\(")
    found = [
        f"{shown(path, number)}: {line.strip()}"
        for path in files()
        if path.name.startswith(("test_", "conftest")) and path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if never.search(line)
    ]
    assert found == []
