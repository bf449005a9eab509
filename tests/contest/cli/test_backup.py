"""A backup taken while marks come in is whole; a restored one is the contest of that moment."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contest import presence
from contest.cli import main
from contest.store import journal
from contest.store.engine import Store
from tests.contest.factories import World, make_world
from tests.contest.hands import fill_sheet, work_of
from tests.postgres import HASTE, Postgres


@pytest.fixture
def folder(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("LEITAI_DATA_DIR", str(tmp_path))
    return tmp_path


def leitai(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def heads(store: Store) -> dict[str, int]:
    with store.reading() as tx:
        return journal.heads(tx)


def mark_one(store: Store, world: World) -> None:
    judge = world.judges["lamian"][0]
    sheets = [sheet for sheet in work_of(store, judge) if sheet["state"] == "open"]
    fill_sheet(store, judge, sheets[0])


def test_a_backup_while_marks_come_in_is_whole_and_leads_back(
    folder: Path, database_url: str
) -> None:
    store = Store(database_url)
    world = make_world(store, entries=8)
    mark_one(store, world)
    before = heads(store)

    def go_on() -> None:
        for _ in range(6):
            mark_one(store, world)

    marking = threading.Thread(target=go_on)
    marking.start()
    made = leitai("backup", "--out", str(folder / "copies"))
    marking.join()
    assert made.exit_code == 0, made.output
    after = heads(store)
    store.close()
    (copy,) = (folder / "copies").glob("*.db")
    assert copy.stat().st_mode & 0o777 == 0o600

    restored = leitai("restore", str(copy))
    assert restored.exit_code == 0, restored.output
    again = Store(database_url)
    trade = world.trades["lamian"]
    assert before[trade] <= heads(again)[trade] <= after[trade]
    mark_one(again, world)
    again.close()
    assert leitai("journal", "verify").exit_code == 0
    assert list(folder.glob("leitai.db.before-*"))


def test_a_damaged_copy_or_a_running_server_is_refused(folder: Path, database_url: str) -> None:
    store = Store(database_url)
    make_world(store, entries=2)
    store.close()
    assert leitai("backup", "--out", str(folder / "copies")).exit_code == 0
    (copy,) = (folder / "copies").glob("*.db")
    presence.report(folder, name="web", kind="web", facts={})
    running = leitai("restore", str(copy))
    assert (running.exit_code, "请先停止" in running.output) == (1, True)
    (folder / "processes" / "web.json").unlink()
    data = bytearray(copy.read_bytes())
    data[8192 : 8192 + 4000] = b"\xff" * 4000
    copy.write_bytes(data)
    damaged = leitai("restore", str(copy))
    assert (damaged.exit_code, "不完整，不能使用" in damaged.output) == (1, True)
    with closing(sqlite3.connect(folder / "leitai.db")) as db:
        assert db.execute("SELECT count(*) FROM contest").fetchone() == (1,)


def test_only_so_many_backups_are_kept(folder: Path, database_url: str) -> None:
    store = Store(database_url)
    make_world(store, entries=2)
    store.close()
    out = folder / "copies"
    out.mkdir()
    for day in range(1, 6):
        (out / f"leitai-2026050{day}T000000Z.db").touch()
    assert leitai("backup", "--out", str(out), "--keep", "3").exit_code == 0
    names = sorted(path.name for path in out.iterdir())
    assert len(names) == 3
    assert names[0] == "leitai-20260504T000000Z.db"


@pytest.fixture(scope="module")
def archiving() -> Iterator[tuple[Postgres, Path]]:
    """A PostgreSQL that archives its log as docs/operations.md says; and where."""
    command = "test ! -f ../archive/%f && cp %p ../archive/%f"
    server = Postgres((*HASTE, "archive_mode=on", f"archive_command={command}"))
    archive = server.folder / "archive"
    archive.mkdir()
    archive.chmod(0o777)
    yield server, archive
    server.stop()


def test_postgresql_goes_back_to_a_moment_between_two_marks(
    archiving: tuple[Postgres, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, archive = archiving
    name = server.create()
    monkeypatch.setenv("DATABASE_URL", server.url(name))
    monkeypatch.setenv("LEITAI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("PATH", str(server.programs), prepend=":")
    store = Store(server.url(name))
    store.migrate()
    world = make_world(store, entries=3)
    made = leitai("backup", "--out", str(tmp_path / "copies"))
    assert made.exit_code == 0, made.output
    (base,) = (tmp_path / "copies").glob("*.base")
    mark_one(store, world)
    wanted = heads(store)
    server.run("SELECT pg_create_restore_point('before the mistake')")
    mark_one(store, world)
    later = heads(store)
    store.close()
    server.archive()

    back = Postgres(
        (
            *HASTE,
            f"restore_command=cp {archive}/%f %p",
            "recovery_target_name=before the mistake",
            "recovery_target_action=promote",
        ),
        restored_from=base,
        programs=server.programs,
    )
    again = Store(back.url(name))
    trade = world.trades["lamian"]
    assert heads(again)[trade] == wanted[trade] < later[trade]
    again.close()
    monkeypatch.setenv("DATABASE_URL", back.url(name))
    whole = leitai("journal", "verify")
    assert whole.exit_code == 0, whole.output
    back.stop()
