"""`leitai journal verify` and `leitai rebuild` as somebody at the console sees them."""

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from contest.cli import main
from contest.store.engine import Store
from tests.contest.factories import make_world
from tests.contest.hands import fill_sheet, work_of


@pytest.fixture
def path(store: Store, tmp_path: Path) -> Path:
    world = make_world(store)
    judge = world.judges["lamian"][0]
    fill_sheet(store, judge, max(work_of(store, judge), key=lambda sheet: len(sheet["form"])))
    return tmp_path / "leitai.db"


@pytest.fixture
def leitai(path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    return CliRunner()


def test_a_whole_journal_is_said_to_be_whole_with_its_anchors(leitai: CliRunner) -> None:
    found = leitai.invoke(main, ["journal", "verify"])
    assert found.exit_code == 0, found.output
    assert "the journal is whole" in found.output
    (anchor,) = [word for word in found.output.split() if word.startswith("LM-")]
    assert leitai.invoke(main, ["journal", "verify", "--anchor", anchor]).exit_code == 0
    other = anchor[:-1] + ("0" if anchor[-1] != "0" else "1")
    wrong = leitai.invoke(main, ["journal", "verify", "--anchor", other])
    assert wrong.exit_code == 1
    assert other in wrong.output


def test_an_altered_line_is_named_and_the_exit_code_says_so(leitai: CliRunner, path: Path) -> None:
    thief = sqlite3.connect(path)
    thief.execute("DROP TRIGGER journal_no_update")
    thief.execute("UPDATE journal SET role = 'nobody' WHERE seq = 3")
    thief.commit()
    thief.close()
    found = leitai.invoke(main, ["journal", "verify"])
    assert found.exit_code == 1
    assert "LM 第 3 行：内容被改动  LM line 3 was altered" in found.output


def test_an_anchor_that_is_none_is_refused_with_a_sentence(leitai: CliRunner) -> None:
    found = leitai.invoke(main, ["journal", "verify", "--anchor", "LM 12"])
    assert found.exit_code == 1
    assert "is no anchor" in found.output


def test_rebuild_finds_everything_equal_and_then_a_mark_that_was_changed(
    leitai: CliRunner, path: Path
) -> None:
    found = leitai.invoke(main, ["rebuild"])
    assert (found.exit_code, "all equal" in found.output) == (0, True), found.output
    thief = sqlite3.connect(path)
    thief.execute("DROP TRIGGER mark_no_update")
    (mark,) = thief.execute("SELECT min(id) FROM mark").fetchone()
    thief.execute("UPDATE mark SET value = '0.01' WHERE id = ?", (mark,))
    thief.commit()
    thief.close()
    found = leitai.invoke(main, ["rebuild"])
    assert (found.exit_code, mark in found.output) == (1, True)
