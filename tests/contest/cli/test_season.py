"""A season is solved city by city from the job table, and goes on where it was broken off."""

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contest.cli import season
from contest.cli.timetable import timetable
from contest.keys import load_keys
from contest.operations.season import CityJob, look_at, request_city
from scheduler.check import check
from scheduler.problem import Problem
from scheduler.timetable import Timetable
from tests.scheduler import samples
from tests.scheduler.rolling_samples import open_shop, random_jobs

HARD = random_jobs(7, 15, 10)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(timetable, ["season", *map(str, arguments)])


def write(folder: Path, **cities: Problem) -> Path:
    for city, problem in cities.items():
        (folder / f"{city}.json").write_text(json.dumps(problem.to_json()), encoding="utf-8")
    return folder


def answer(folder: Path, city: str, problem: Problem) -> Timetable:
    text = (folder / f"{city}.timetable.json").read_text(encoding="utf-8")
    table = Timetable.from_json(json.loads(text))
    assert check(problem, table) == ()
    return table


def test_every_city_is_told_of_and_a_second_time_only_what_changed_is_solved_again(
    tmp_path: Path,
) -> None:
    write(tmp_path, 上海=open_shop(), 苏州=samples.tiny(judges=()))
    result = run(tmp_path, "--limit", "20", "--json")
    assert result.exit_code == 1, result.output
    told = {one["city"]: one for one in map(json.loads, result.output.splitlines())}
    assert (told["上海"]["status"], told["上海"]["gap_percent"]) == ("done", 0.0)
    assert (told["苏州"]["status"], told["苏州"]["value"]) == ("impossible", None)
    assert told["苏州"]["reasons"][0][0]
    answer(tmp_path, "上海", open_shop())
    assert not (tmp_path / "苏州.timetable.json").exists()
    assert {one["attempts"] for one in told.values()} == {1}
    other = open_shop(2, (60, 60))
    again = run(write(tmp_path, 上海=other), "--limit", "20")
    assert again.exit_code == 1
    assert "上海  done  240" in again.output
    assert "苏州  impossible  " in again.output
    answer(tmp_path, "上海", other)


def job_of_two(folder: Path) -> CityJob:
    """The city's job, asked for again where it was stopped."""
    with season.opened(folder) as (settings, store):
        keys = load_keys(settings.data_dir)
        job_id = request_city(store, keys=keys, city="two", problem=HARD, seconds=1)
        return look_at(store, job_id)


def test_a_city_is_told_to_end_with_what_it_has_and_another_to_stop(tmp_path: Path) -> None:
    write(tmp_path, one=HARD, two=HARD)
    command = [sys.executable, "-m", "contest", "timetable", "season", str(tmp_path)]
    running = subprocess.Popen([*command, "--limit", "3600", "--json"], stdout=subprocess.PIPE)
    pause, deadline = threading.Event(), time.monotonic() + 240
    try:
        while run(tmp_path, "--take", "one").exit_code:
            assert time.monotonic() < deadline, "the city never had a timetable"
            pause.wait(0.3)
        # Stopped before it has a timetable, the city would have nothing to go on from.
        while job_of_two(tmp_path).table is None:
            assert time.monotonic() < deadline, "the other city never had a timetable"
            pause.wait(0.3)
        assert run(tmp_path, "--stop", "two").exit_code == 0
        output, _ = running.communicate(timeout=60)
    finally:
        running.kill()
        running.wait()
    states = {one["city"]: one["status"] for one in map(json.loads, output.splitlines())}
    assert states == {"one": "done", "two": "cancelled"}
    answer(tmp_path, "one", HARD)
    job = job_of_two(tmp_path)
    assert (job.state, job.attempts, job.table is None) == ("queued", 0, False)


@pytest.mark.parametrize("how", ["--take", "--stop"])
def test_an_unknown_city_is_refused(tmp_path: Path, how: str) -> None:
    result = run(tmp_path, how, "nowhere")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr


def test_a_file_that_is_no_problem_ends_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{\n 1}", encoding="utf-8")
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "bad.json:2" in result.stderr
