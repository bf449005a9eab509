"""Timetables from files: what the commands print, and with which code they end."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contest.cli.timetable import timetable
from scheduler.check import check
from scheduler.problem import Problem
from scheduler.timetable import Timetable
from tests.scheduler import samples
from tests.scheduler.rolling_samples import open_shop


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(timetable, [str(a) for a in arguments])


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    return written(tmp_path / "problem.json", samples.fair().to_json())


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return written(tmp_path / "timetable.json", samples.fair_timetable().to_json())


def written(path: Path, data: object) -> Path:
    path.write_text(json.dumps(data, indent=1), encoding="utf-8")
    return path


def test_a_problem_is_made_solved_and_checked(tmp_path: Path) -> None:
    made, solved = tmp_path / "made.json", tmp_path / "solved.json"
    assert run("example", "--size", "S", "--seed", "3", "--out", made).exit_code == 0
    assert len(Problem.from_json(json.loads(made.read_text(encoding="utf-8"))).trades) == 3
    written(made, samples.tiny().to_json())
    result = run("solve", made, "--limit", "60", "--json")
    assert result.exit_code == 0, result.output
    solved.write_text(result.output, encoding="utf-8")
    assert check(samples.tiny(), Timetable.from_json(json.loads(result.output))) == ()
    assert run("check", made, solved).exit_code == 0


def test_a_solve_tells_people_what_it_found_in_their_language(problem: Path, table: Path) -> None:
    out = problem.parent / "out.json"
    result = run("solve", problem, "--limit", "0.5", "--hint", table, "--out", out)
    assert result.exit_code == 0
    assert "礼堂" in result.output
    assert "每个工种" not in result.output
    assert "同一模块尽量由同一裁判组评判。" in result.output
    english = run("solve", problem, "--limit", "0.5", "--hint", table, "--lang", "en")
    assert "The same panel judges all heats of a module." in english.output
    assert run("check", problem, out).exit_code == 0


def test_the_impossible_ends_with_one_and_says_why(tmp_path: Path) -> None:
    path = written(tmp_path / "p.json", samples.tiny(judges=()).to_json())
    result = run("solve", path, "--lang", "en")
    assert result.exit_code == 1
    assert "a panel needs 2, and 0 are certified" in result.output
    answer = json.loads(run("solve", path, "--json").output)
    assert answer["status"] == "impossible"
    assert answer["reasons"][0]["zh"]


def test_a_broken_rule_is_named_and_ends_with_one(problem: Path, table: Path) -> None:
    data = json.loads(table.read_text(encoding="utf-8"))
    data["duties"] = data["duties"][1:]
    written(table, data)
    result = run("check", problem, table)
    assert result.exit_code == 1
    assert "panel_complete: " in result.output
    assert "裁判组" in result.output
    found = json.loads(run("check", problem, table, "--json").output)
    assert {breach["rule"] for breach in found} == {"panel_complete"}


def test_bad_input_ends_with_two_and_names_line_and_path(problem: Path) -> None:
    lines = problem.read_text(encoding="utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if '"opens_min"' in line)
    lines[at] = lines[at].replace("480", '"eight"')
    problem.write_text("\n".join(lines), encoding="utf-8")
    result = run("solve", problem, "--lang", "en")
    assert result.exit_code == 2
    assert f"{problem}:{at + 1} days[0].opens_min: expected int, not 'eight'." in result.output
    problem.write_text("{", encoding="utf-8")
    assert f"{problem}:1: " in run("check", problem, problem).output
    problem.write_bytes(b"\xff\xfe")
    assert run("check", problem, problem).exit_code == 2
    assert run("solve", problem.parent / "missing.json").exit_code == 2
    assert run("solve", problem, "--limit", "soon").exit_code == 2


def test_a_draw_is_the_same_for_the_same_secret_and_dice(problem: Path, table: Path) -> None:
    order = ("draw", "--problem", problem, "--seed", "7")
    assert run(*order).output == run(*order).output
    assert run(*order).output != run(*order, "--dice", "2").output
    found = json.loads(run(*order, "--timetable", table, "--json").output)
    made = Timetable.from_json(json.loads(table.read_text(encoding="utf-8")))
    for one in found:
        seats = {a.workstation_id for a in made.assignments_of[one["draw"]]}
        assert {slot for _, slot in one["result"]} == seats
    assert run(*order, "--dice", "7").exit_code == 2
    assert run("draw", "--problem", problem, "--seed", "a" * 64).exit_code == 0


@pytest.mark.parametrize("record", ["problem", "timetable", "changes"])
def test_the_schemas_are_printed_and_published(record: str) -> None:
    printed = run("schema", record)
    assert printed.exit_code == 0
    published = Path(__file__).parents[3] / "docs" / "schemas" / f"{record}.json"
    assert json.loads(published.read_text(encoding="utf-8")) == json.loads(printed.output)


def test_a_change_is_answered_with_moves_before_and_after(problem: Path, table: Path) -> None:
    made = Timetable.from_json(json.loads(table.read_text(encoding="utf-8")))
    heat = next(h for h in made.heats if h.module_id == "work" and h.stage_id == "prelim")
    who = made.assignments_of[heat.id][0].entry_id
    late = {"entry_id": who, "until_min": heat.starts_min + 15}
    changes = written(
        problem.parent / "changes.json", {"now_min": heat.starts_min - 60, "late": [late]}
    )
    out, after = problem.parent / "out.json", problem.parent / "after.json"
    result = run("replan", problem, table, changes, "--out", out, "--problem-out", after)
    assert result.exit_code == 0, result.output
    assert "移动 1 人（已证明最少）" in result.output
    assert who in result.output
    assert run("check", after, out).exit_code == 0
    answer = json.loads(run("replan", problem, table, changes, "--json").output)
    assert (answer["answers"][0]["people"], answer["answers"][0]["proven"]) == (1, True)
    written(changes, {"now_min": 0, "withdrawn": ["nobody"]})
    refused = run("replan", problem, table, changes, "--lang", "en")
    assert refused.exit_code == 2
    assert "withdrawn[0]: the contest knows no 'nobody'." in refused.output


def test_a_final_that_cannot_stay_is_said_to_be_proven(problem: Path, table: Path) -> None:
    made = Timetable.from_json(json.loads(table.read_text(encoding="utf-8")))
    final = next(h for h in made.heats if h.stage_id == "final")
    shut = {"venue_id": final.venue_id, "from_min": final.starts_min, "until_min": final.ends_min}
    changes = written(problem.parent / "changes.json", {"now_min": 0, "closings": [shut]})
    answer = json.loads(run("replan", problem, table, changes, "--json").output)
    assert answer["must_shift"] == [final.trade_id]
    told = run("replan", problem, table, changes, "--lang", "en").output
    assert "proven that its later stages cannot stay" in told


def test_where_no_answer_is_found_what_would_help_is_priced(tmp_path: Path) -> None:
    tiny = samples.tiny(judges=samples.judges(2, "weld"))
    problem = written(tmp_path / "p.json", tiny.to_json())
    table = tmp_path / "t.json"
    assert run("solve", problem, "--limit", "60", "--out", table).exit_code == 0
    changes = written(tmp_path / "c.json", {"now_min": 400, "judges_away": [{"judge_id": "j1"}]})
    result = run("replan", problem, table, changes, "--limit", "3", "--lang", "en")
    assert result.exit_code == 1
    assert "Would help: 1 more judge(s) for weld" in result.output


@pytest.mark.parametrize("command", ["replan", "explain"])
def test_a_free_order_is_not_replanned_nor_explained_and_the_line_is_named(
    tmp_path: Path, table: Path, command: str
) -> None:
    path = written(tmp_path / "p.json", open_shop().to_json())
    changes = written(tmp_path / "c.json", {"now_min": 600})
    result = run(command, path, *((table, changes) if command == "replan" else ()))
    assert result.exit_code == 2
    line, _, where = result.stderr.removeprefix(f"{path}:").partition(" ")
    assert path.read_text(encoding="utf-8").splitlines()[int(line) - 1].strip() == "{"
    assert where.startswith("trades[0].stages[0]: 自由顺序")


def test_the_impossible_is_explained_with_clauses_and_prices(tmp_path: Path) -> None:
    short = samples.tiny(days=(samples.day(0, 480, 700),))
    path = written(tmp_path / "p.json", short.to_json())
    result = run("explain", path)
    assert result.exit_code == 1
    assert "大赛在 1 天内结束  [竞赛规程·赛程]  → 增加 1 天" in result.output
    found = json.loads(run("explain", path, "--json").output)
    assert (found["status"], found["minimal"]) == ("impossible", True)
    assert {"days", "stations", "trade"} == {clash["kind"] for clash in found["clashes"]}
    fine = written(tmp_path / "q.json", samples.tiny().to_json())
    assert run("explain", fine, "--lang", "en").output == "There is a timetable.\n"
    assert run("explain", fine, "--limit", "0").exit_code in (0, 1)
