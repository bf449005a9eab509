"""The tests that docs/live.md names against other people's failures exist by these names."""

import re

from tests.house.reading import ROOT

NAMED = re.compile(r"`(tests/[\w/]+\.py|static/ts/tests/[\w.]+\.ts)::([^`]+)`")
LEAST = 20


def named() -> list[tuple[str, str]]:
    return NAMED.findall((ROOT / "docs" / "live.md").read_text(encoding="utf-8"))


def stands(path: str, name: str) -> bool:
    """Whether this file has a test of exactly this name."""
    file = ROOT / path
    if not file.exists():
        return False
    text = file.read_text(encoding="utf-8")
    if path.endswith(".py"):
        return re.search(rf"^def {re.escape(name)}\(", text, re.MULTILINE) is not None
    return f'test("{name}"' in text


def test_every_failure_of_others_has_its_test() -> None:
    found = named()
    assert len(found) >= LEAST
    assert [f"{path}::{name}" for path, name in found if not stands(path, name)] == []


def test_a_test_that_is_not_there_is_seen() -> None:
    assert not stands("tests/house/test_failures.py", "test_every_failure")
    assert not stands("tests/house/test_gone.py", "test_a_test_that_is_not_there_is_seen")
    assert not stands("static/ts/tests/board.test.ts", "an older frame")
