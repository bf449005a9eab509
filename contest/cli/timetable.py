"""`leitai timetable`: timetables from files, without a database. 0 done, 1 no, 2 bad input."""

import json
import sys
from pathlib import Path
from typing import Any, TypeVar

import click

from contest.cli.explain_text import explained_data, explained_text
from contest.cli.replan_text import replanned_data, replanned_text
from contest.cli.timetable_text import city_text, said, shown
from scheduler.changes import Changes
from scheduler.check import check as breaches_of
from scheduler.draw import commit, draw_groups, seed_of
from scheduler.draw import draw as drawn_of
from scheduler.examples import SIZES, contest
from scheduler.problem import Problem
from scheduler.reading import Unreadable, line_of, read
from scheduler.records import Nonsense
from scheduler.rolling_scope import heats_only
from scheduler.timetable import Timetable

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
DONE, NO, BAD_INPUT = 0, 1, 2
Record = TypeVar("Record")


@click.group("timetable")
def timetable() -> None:
    """Make, check, change and explain timetables. 编排、检查、调整赛程并说明原因。"""


def language_option(command: Any) -> Any:
    """``--lang zh`` (default) or ``en``."""
    choice = click.Choice(["zh", "en"])
    return click.option("--lang", type=choice, default="zh", show_default=True)(command)


def json_option(command: Any) -> Any:
    """``--json``: the answer as data, on standard output."""
    return click.option("--json", "as_data", is_flag=True, help="Print the answer as JSON.")(
        command
    )


def load(kind: type[Record], path: Path, lang: str) -> Record:
    """The record in a file; ends the command with 2, line and path if it cannot be read."""
    try:
        return read(kind, path.read_text(encoding="utf-8-sig"))
    except Unreadable as bad:
        where = f"{path}:{bad.line}" + (f" {bad.path}" if bad.path else "")
        click.echo(f"{where}: {said((bad.zh, bad.en), lang)}", err=True)
    except UnicodeDecodeError as bad:
        both = "不是 UTF-8 文本。", "this is not UTF-8 text."
        click.echo(f"{path}:1: {said(both, lang)} ({bad.reason})", err=True)
    except OSError as bad:
        click.echo(f"{path}: {bad.strerror}", err=True)
    sys.exit(BAD_INPUT)


def load_heats(path: Path, lang: str) -> Problem:
    """A problem for what knows heats only; ends with 2 where an order is free, or the like."""
    problem = load(Problem, path, lang)
    try:
        heats_only(problem)
    except Nonsense as bad:
        line = line_of(path.read_text(encoding="utf-8-sig"), bad.path)
        click.echo(f"{path}:{line} {bad.path}: {said((bad.zh, bad.en), lang)}", err=True)
        sys.exit(BAD_INPUT)
    return problem


def dump(data: Any) -> str:
    """JSON for people and programs: a field a line, so that a line number says something."""
    return json.dumps(data, ensure_ascii=False, indent=1)


def hand_over(data: Any, out: Path | None, as_data: bool) -> None:
    """Write the answer to a file, if one was named, and to standard output, if asked."""
    if out is not None:
        out.write_text(dump(data) + "\n", encoding="utf-8")
    if as_data:
        click.echo(dump(data))


@timetable.command()
@click.argument("problem_file", metavar="PROBLEM.json", type=FILE)
@click.option("--limit", default=30.0, show_default=True, type=click.FloatRange(0.0, 86400.0),
              help="Seconds to search.")  # fmt: skip
@click.option("--seed", default=1, show_default=True, type=int, help="The same seed, the same way.")
@click.option("--hint", "hint_file", type=FILE, help="An old timetable to start from.")
@click.option("--out", type=OUT, help="Write the timetable to this file.")
@json_option
@language_option
def solve(
    problem_file: Path,
    limit: float,
    seed: int,
    hint_file: Path | None,
    out: Path | None,
    as_data: bool,
    lang: str,
) -> None:
    """Make a timetable. 1 if there is none, or none was found; then says why."""
    from scheduler.advise import solve_or_advise  # OR-Tools is for those who solve

    problem = load(Problem, problem_file, lang)
    hint = load(Timetable, hint_file, lang) if hint_file is not None else None
    solution = solve_or_advise(problem, seconds=limit, seed=seed, hint=hint)
    if solution.timetable is None:
        reasons = [{"zh": zh, "en": en} for zh, en in solution.reasons]
        hand_over({"status": solution.status, "reasons": reasons}, None, as_data)
        for reason in solution.reasons if not as_data else ():
            click.echo(f"{solution.status}: {said(reason, lang)}")
        sys.exit(NO)
    hand_over(solution.timetable.to_json(), out, as_data)
    if not as_data:
        click.echo(shown(problem, solution.timetable, lang))


@timetable.command()
@click.argument("problem_file", metavar="PROBLEM.json", type=FILE)
@click.argument("timetable_file", metavar="TIMETABLE.json", type=FILE)
@json_option
@language_option
def check(problem_file: Path, timetable_file: Path, as_data: bool, lang: str) -> None:
    """Name every broken rule. 1 if there is one."""
    problem = load(Problem, problem_file, lang)
    breaches = breaches_of(problem, load(Timetable, timetable_file, lang))
    if as_data:
        click.echo(
            dump([{"rule": b.rule, "zh": b.zh, "en": b.en, "ids": list(b.ids)} for b in breaches])
        )
    else:
        for breach in breaches:
            click.echo(f"{breach.rule}: {said((breach.zh, breach.en), lang)}")
        if not breaches:
            click.echo(said(("没有违反任何规则。", "No rule is broken."), lang))
    sys.exit(NO if breaches else DONE)


@timetable.command()
@click.option("--problem", "problem_file", type=FILE, required=True)
@click.option("--timetable", "timetable_file", type=FILE, help="Draw places in its heats.")
@click.option("--seed", required=True, help="The secret: 64 hexadecimal digits, or any text.")
@click.option("--dice", default="1", help="Dice thrown in public; 1 is a rehearsal without dice.")
@json_option
@language_option
def draw(
    problem_file: Path, timetable_file: Path | None, seed: str, dice: str, as_data: bool, lang: str
) -> None:
    """Draw the order in each trade, or places in each heat, so that anybody can recompute it."""
    problem = load(Problem, problem_file, lang)
    if timetable_file is None:
        lots = [
            (trade.id, names, tuple(f"{n:04d}" for n in range(1, len(names) + 1)))
            for trade in problem.trades
            for names in [problem.places(trade.id, trade.stages[0].id)]
        ]
    else:
        groups = draw_groups(problem, load(Timetable, timetable_file, lang))
        lots = [(group.heat_id, group.entries, group.slots) for group in groups]
    answer: list[dict[str, Any]] = []
    for name, entries, slots in lots:
        try:
            commitment, result = drawn(seed_of(seed, name), dice, entries, slots)
        except Nonsense as bad:
            click.echo(f"{bad.path}: {said((bad.zh, bad.en), lang)}", err=True)
            sys.exit(BAD_INPUT)
        answer.append({"draw": name, "commitment": commitment, "result": result})
    if as_data:
        click.echo(dump(answer))
        return
    for one in answer:
        click.echo(f"{one['draw']}  {one['commitment']}")
        for entry, slot in one["result"]:
            click.echo(f"  {entry}  {slot}")


def drawn(
    seed: bytes, dice: str, entries: tuple[str, ...], slots: tuple[str, ...]
) -> tuple[str, list[list[str]]]:
    """The commitment of a draw, and its result."""
    pairs = drawn_of(seed, dice, entries, slots)
    return commit(seed, entries, slots), [list(pair) for pair in pairs]


@timetable.command()
@click.argument("problem_file", metavar="PROBLEM.json", type=FILE)
@click.argument("timetable_file", metavar="TIMETABLE.json", type=FILE)
@click.argument("changes_file", metavar="CHANGES.json", type=FILE)
@click.option("--limit", default=10.0, show_default=True, type=click.FloatRange(0.0, 86400.0),
              help="Seconds to search.")  # fmt: skip
@click.option("--seed", default=1, show_default=True, type=int)
@click.option("--out", type=OUT, help="Write the timetable with the fewest people moved here.")
@click.option("--problem-out", type=OUT, help="Write the problem with the changes in it here.")
@json_option
@language_option
def replan(
    problem_file: Path,
    timetable_file: Path,
    changes_file: Path,
    limit: float,
    seed: int,
    out: Path | None,
    problem_out: Path | None,
    as_data: bool,
    lang: str,
) -> None:
    """Change a timetable after something happened. 1 if only an offer would help, or nothing."""
    from scheduler.offers import offers
    from scheduler.replan import replan as replanned

    problem, table = load_heats(problem_file, lang), load(Timetable, timetable_file, lang)
    changes = load(Changes, changes_file, lang)
    try:
        result = replanned(problem, table, changes, seconds=limit, seed=seed)
        sold = () if result.answers else offers(
            problem, table, changes, result.stuck, seconds=limit, seed=seed
        )  # fmt: skip
    except Nonsense as bad:
        line = line_of(changes_file.read_text(encoding="utf-8-sig"), bad.path)
        click.echo(f"{changes_file}:{line} {bad.path}: {said((bad.zh, bad.en), lang)}", err=True)
        sys.exit(BAD_INPUT)
    if result.answers:
        hand_over(result.answers[0].timetable.to_json(), out, False)
        hand_over(result.problem.to_json(), problem_out, False)
    if as_data:
        click.echo(dump(replanned_data(result, sold)))
    else:
        click.echo(replanned_text(result, sold, lang))
    sys.exit(DONE if result.answers else NO)


@timetable.command()
@click.argument("problem_file", metavar="PROBLEM.json", type=FILE)
@click.option("--limit", default=20.0, show_default=True, type=click.FloatRange(0.0, 86400.0),
              help="Seconds of each search for a timetable.")  # fmt: skip
@json_option
@language_option
def explain(problem_file: Path, limit: float, as_data: bool, lang: str) -> None:
    """Say why there is no timetable: which wishes clash, and the least that helps. 1 if they do."""
    from scheduler.explain import explain as explained

    found = explained(load_heats(problem_file, lang), seconds=limit)
    click.echo(dump(explained_data(found)) if as_data else explained_text(found, lang))
    sys.exit(DONE if found.status == "possible" else NO)


@timetable.command()
@click.argument("folder", metavar="DIR",
                type=click.Path(exists=True, file_okay=False, path_type=Path))  # fmt: skip
@click.option("--limit", default=60.0, show_default=True, type=click.FloatRange(0.1, 7200.0),
              help="Seconds for each city.")  # fmt: skip
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64),
              help="How many cities at a time.")  # fmt: skip
@click.option("--take", metavar="CITY", help="Ask a running season to use what a city has now.")
@click.option("--stop", metavar="CITY", help="Ask a running season to give a city up.")
@json_option
@language_option
def season(
    folder: Path,
    limit: float,
    workers: int,
    take: str | None,
    stop: str | None,
    as_data: bool,
    lang: str,
) -> None:
    """
    Solve every CITY.json of a folder, each into CITY.timetable.json, and tell as each one ends.

    Broken off at any moment, the same command goes on. 1 if some city has no timetable.
    """
    from contest.cli import season as work
    from contest.errors import Refusal
    from contest.operations.season import stop_city

    if take or stop:
        try:
            with work.opened(folder) as (_, store):
                stop_city(store, city=take or stop or "", take=take is not None)
        except Refusal as refusal:
            click.echo(said((refusal.zh, refusal.en), lang), err=True)
            sys.exit(BAD_INPUT)
        return
    problems = {path.stem: load(Problem, path, lang) for path in work.cities_of(folder)}
    lacking = 0
    for told, table in work.solved(folder, problems, limit, workers):
        lacking += table is None
        if table is not None:
            out = folder / f"{told['city']}{work.ANSWER}"
            out.write_text(dump(table) + "\n", encoding="utf-8")
        click.echo(json.dumps(told, ensure_ascii=False) if as_data else city_text(told, lang))
    sys.exit(NO if lacking else DONE)


@timetable.command()
@click.option("--size", type=click.Choice(sorted(SIZES)), default="S", show_default=True)
@click.option("--seed", default=1, show_default=True, type=int)
@click.option("--out", type=OUT, help="Write to this file, not to standard output.")
def example(size: str, seed: int, out: Path | None) -> None:
    """A problem to try things with: 3 trades (S), 12 (M) or 50 (L)."""
    hand_over(contest(SIZES[size], seed).to_json(), out, out is None)


@timetable.command()
@click.argument("record", type=click.Choice(["problem", "timetable", "changes"]))
def schema(record: str) -> None:
    """Print the JSON Schema of what the commands read and write."""
    shapes = {"problem": Problem.schema, "timetable": Timetable.schema, "changes": Changes.schema}
    click.echo(dump(shapes[record]()))
