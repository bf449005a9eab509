"""Whatever the network, the server and the tablets do, the ledger equals the judges' taps."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.faults.histories import History, Start, prepare
from tests.faults.ledger import wrong

HISTORIES = 200


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Start:
    return prepare(tmp_path_factory.mktemp("histories"))


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_nothing_acknowledged_is_lost_and_nothing_counts_twice(
    start: Start, tmp_path: Path, seed: int
) -> None:
    history = History(start, tmp_path, seed)
    assert history.run() == []
    assert history.kills >= 1
    assert any("ack" in line for line in history.told)


@pytest.fixture(scope="module")
def played(start: Start, tmp_path_factory: pytest.TempPathFactory) -> History:
    folder = tmp_path_factory.mktemp("played")
    history = History(start, folder, 1)
    assert history.run() == []
    return history


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM mark WHERE id = (SELECT max(id) FROM mark)", "acknowledged but lost"),
        ("UPDATE mark SET value = '0.07'", "kept as something else"),
        ("UPDATE mark SET id = 'x' WHERE id = (SELECT max(id) FROM mark)", "nobody gave"),
        ("DELETE FROM journal WHERE kind = 'trade:mark:enter'", "a receipt without its line"),
        ("UPDATE journal SET role = 'x' WHERE seq = 2", "the journal breaks at line 2"),
    ],
)
def test_the_ledgers_checker_finds_what_it_is_for(
    played: History, tmp_path: Path, statement: str, said: str
) -> None:
    path = tmp_path / "leitai.db"
    shutil.copy(played.path, path)
    thief = sqlite3.connect(path)
    names = thief.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in names:
        thief.execute(f"DROP TRIGGER {name}")
    thief.execute(statement)
    thief.commit()
    thief.close()
    assert any(said in line for line in wrong(path, played.ledger))


def test_the_ledgers_checker_notices_a_line_that_was_written_twice(
    played: History, tmp_path: Path
) -> None:
    path, ledger = tmp_path / "leitai.db", tmp_path / "ledger.jsonl"
    shutil.copy(played.path, path)
    lines = [json.loads(line) for line in played.ledger.read_text().splitlines()]
    one, other = [line for line in lines if "ack" in line][:2]
    lines.append({**other, "no": one["no"], "judge": one["judge"]})
    ledger.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert any("given twice" in line for line in wrong(path, ledger))
