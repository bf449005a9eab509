"""`leitai doctor` names what is wrong with an installation, and what to do."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from contest import presence
from contest.cli.doctor import examine
from contest.clock import now
from contest.config import Settings
from contest.keys import load_keys
from contest.store import health
from contest.store.engine import Store
from tests.contest.factories import make_world
from tests.contest.hands import fill_sheet, work_of

Levels = dict[str, str]


@pytest.fixture
def whole(database_url: str, tmp_path: Path) -> Path:
    """The data folder of an installation without a fault, a judge's marks in it."""
    store = Store(database_url)
    world = make_world(store, entries=2)
    judge = world.judges["lamian"][0]
    fill_sheet(store, judge, work_of(store, judge)[0])
    store.close()
    load_keys(tmp_path)
    for kind in ("web", "worker"):
        presence.report(tmp_path, name=kind, kind=kind, facts={})
    return tmp_path


def levels(folder: Path, database_url: str, **more: object) -> Levels:
    given = {"data_dir": folder, "DATABASE_URL": database_url, **more}
    found = list(examine(Settings.model_validate(given)))
    assert all(finding.zh and finding.en for finding in found)
    return {finding.what: finding.level for finding in found if finding.level != "good"}


def test_a_whole_installation_has_nothing_to_mend(whole: Path, database_url: str) -> None:
    found = levels(whole, database_url)
    # How full and how quick this machine's disk is, no test can know.
    assert {what: level for what, level in found.items() if what not in {"disk", "sync"}} == {}


def _open_keys(folder: Path) -> None:
    (folder / "keys.json").chmod(0o644)


def _cut_keys(folder: Path) -> None:
    path = folder / "keys.json"
    path.chmod(0o600)
    path.write_text(path.read_text()[:60])


def _worker_gone(folder: Path) -> None:
    path = folder / "processes" / "worker.json"
    said = json.loads(path.read_text())
    said["at"] = (now() - timedelta(minutes=1)).isoformat()
    path.write_text(json.dumps(said))


def _keys_gone(folder: Path) -> None:
    (folder / "keys.json").unlink()


@pytest.mark.parametrize(
    ("break_it", "what"),
    [(_open_keys, "keys"), (_cut_keys, "keys"), (_keys_gone, "keys"), (_worker_gone, "worker")],
)
def test_what_is_broken_in_the_data_folder_is_named(
    whole: Path, database_url: str, break_it: Callable[[Path], None], what: str
) -> None:
    break_it(whole)
    assert levels(whole, database_url)[what] == "bad"


@pytest.mark.parametrize(
    ("settings", "what", "level"),
    [
        ({"origins": ()}, "origins", "bad"),
        ({"trusted_hosts": ("elsewhere",)}, "hosts", "bad"),
        ({"public_url": "https://a.test", "origins": ("https://a.test",)}, "tls", "bad"),
        ({"secure_cookies": True}, "tls", "bad"),
        (
            {"public_url": "http://a.test", "origins": ("http://a.test",)},
            "tls",
            "mind",
        ),
        ({"serves": "hall"}, "redis", "mind"),
        ({"redis_url": "redis://127.0.0.1:1/0"}, "redis", "mind"),
        ({"font_dir": "/there/is/no/such/folder"}, "fonts", "bad"),
        ({"DATABASE_URL": "postgresql://nobody@/x?host=/nowhere"}, "database", "bad"),
        ({"DATABASE_URL": "sqlite:////nowhere/leitai.db"}, "database", "bad"),
    ],
)
def test_settings_that_do_not_fit_are_named(
    whole: Path, database_url: str, settings: dict[str, object], what: str, level: str
) -> None:
    assert levels(whole, database_url, **settings)[what] == level


def test_an_altered_journal_a_clock_that_went_back_and_a_demo_beside_are_named(
    whole: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (whole / "demo.json").write_text("{}")
    assert "demo" not in levels(whole, database_url)
    with closing(sqlite3.connect(whole / "leitai.db", isolation_level=None)) as db:
        for (name,) in list(db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")):
            db.execute(f"DROP TRIGGER {name}")
        db.execute("UPDATE journal SET role = 'nobody' WHERE seq = 1")
        db.execute("UPDATE contest SET is_rehearsal = 0")
    monkeypatch.setattr(health, "newest_line_at", lambda tx: now() + timedelta(hours=1))
    found = levels(whole, database_url)
    assert (found["journal"], found["clock"], found["demo"]) == ("bad", "bad", "bad")
