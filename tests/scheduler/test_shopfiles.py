"""Job shop files are known by what they hold, refused with a line, and solved as contests."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.jobshop import ours
from benchmarks.shopfiles import BadFile, Shop, contest_of, read_shop

PLAIN = "# three jobs\n2 3\n0 3 1 2 2 2\n\n0 2 2 1 1 4\n"
FLEXIBLE = "2\t2  1.5\n 2  1 1 5  2 1 4 2 3\n1 2 2 7 2 6"


def test_a_job_shop_counts_its_machines_from_0() -> None:
    shop = read_shop(PLAIN)
    assert shop.machines == 3
    assert shop.jobs == (
        (((0, 3),), ((1, 2),), ((2, 2),)),
        (((0, 2),), ((2, 1),), ((1, 4),)),
    )


def test_a_flexible_one_counts_them_from_1_and_takes_the_shorter_of_two_like_ways() -> None:
    assert read_shop(FLEXIBLE).jobs == ((((0, 5),), ((0, 4), (1, 3))), (((1, 6),),))


def test_a_flexible_one_is_known_without_its_third_number() -> None:
    assert read_shop(FLEXIBLE.replace("1.5", "", 1)) == read_shop(FLEXIBLE)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: the file is empty"),
        ("\n2\n", "line 2: expected the number of jobs and of machines, not '2'"),
        ("0 2\n", "line 1: the number of jobs must be at least 1, not 0"),
        ("2 3\n0 3 1 2 2 2\n0 2 2 1 1\n", "line 3: the file ends where a duration is expected"),
        ("1 2\n0 3 2 2\n", "line 2: a machine must be from 0 to 1, not 2"),
        ("1 2\n0 3 1 -2\n", "line 2: '-2' is not a whole number (a duration)"),
        ("1 2\n0 3 1 2\n9\n", "line 3: '9' stands after the last job"),
        ("1 2 1\n1 3 1 2\n", "line 2: the number of alternatives of an operation must be from 1"),
        ("1 2 1\n1 1 2 5 5\n", "line 2: '5' stands after the last job"),
        ("1 2\n1 1 3 5\n", "line 2: a machine must be from 0 to 1, not 3"),
        ("1 2\n1 1 3\n", "line 2: a machine must be from 0 to 1, not 3"),
        ("1 2\n2 1 1 5 1 3 9\n", "line 2: a machine must be from 1 to 2, not 3"),
        ("<html>\n", "line 1: expected the number of jobs and of machines, not '<html>'"),
    ],
)
def test_a_bad_file_is_refused_with_the_line(text: str, said: str) -> None:
    with pytest.raises(BadFile, match=r"^line") as refusal:
        read_shop(text)
    assert said in str(refusal.value)


def test_a_shop_is_solved_as_a_contest() -> None:
    assert ours(read_shop(PLAIN), 20, 1)[:2] == (10, 10)
    assert ours(read_shop(FLEXIBLE), 20, 1)[:2] == (9, 9)


def test_operations_that_take_no_time_are_left_out() -> None:
    shop = Shop(machines=2, jobs=((((0, 0),), ((1, 5),)), (((0, 0), (1, 3)),)))
    problem = contest_of(shop)
    assert [len(trade.stages[0].modules) for trade in problem.trades] == [1]
    assert ours(Shop(machines=2, jobs=((((0, 0), (1, 3)),),)), 1, 1)[0] == 0


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks.jobshop", *map(str, arguments)]
    return subprocess.run(
        command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False
    )


def test_every_file_is_a_line_of_json(tmp_path: Path) -> None:
    for name, text in (("a.txt", PLAIN), ("b.fjs", FLEXIBLE)):
        (tmp_path / name).write_text(text)
    done = run(tmp_path / "a.txt", tmp_path / "b.fjs", "--limit", 20, "--json", "--alone")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["file"], row["makespan"], row["bound"]) for row in rows] == [
        ("a.txt", 10, 10),
        ("b.fjs", 9, 9),
    ]
    assert set(rows[0]) == {
        "file", "makespan", "bound", "seconds", "peer_makespan", "peer_bound",
    }  # fmt: skip


def test_a_bad_file_ends_the_benchmark_with_2_and_its_name(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_text("1 2\n0 3\n")
    done = run(tmp_path / "bad.txt", "--alone")
    assert (done.returncode, done.stdout) == (2, "")
    assert "bad.txt: line 2: the file ends where" in done.stderr
