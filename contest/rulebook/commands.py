"""``leitai rulebook check | compute | explain``: the engine on files, without a database."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from contest.roster.refusals import WorkbookRefused
from contest.roster.workbook import read_workbook
from contest.rulebook.cis import rulebook_text
from contest.rulebook.cis_sheet import read_scheme
from contest.rulebook.findings import RulebookInvalid
from contest.rulebook.output import as_json
from contest.rulebook.read import read_and_check
from contest.rulebook.schema import schema
from contest.rulebook.tables import (
    BadTable,
    read_absent,
    read_incidents,
    read_marks,
    read_people,
)
from judging import Line, Plan, Result, Ruling, compile_rulebook, compute, explain
from judging.numbers import plain
from judging.refusals import Refusal

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
LANGUAGES = click.Choice(["zh", "en"])


@click.group("rulebook")
def rulebook() -> None:
    """Check and run rulebook documents. 检查并运行竞赛规程文件。"""


def language_option(command: Any) -> Any:
    """``--lang zh`` (default) or ``en``."""
    return click.option("--lang", type=LANGUAGES, default="zh", show_default=True)(command)


def input_options(command: Any) -> Any:
    """The files that ``compute`` and ``explain`` read."""
    for option in (
        click.option("--marks", type=FILE, required=True, help="CSV, long or wide."),
        click.option("--people", type=FILE, help="CSV of facts, one entry a line."),
        click.option("--incidents", type=FILE, help="CSV: entry, item, count."),
        click.option("--absent", type=FILE, help="CSV: entry, cause, module."),
        click.option("--rulings", type=FILE, help="JSON list of rulings."),
        click.option("--field-size", type=click.IntRange(min=0), help="For quotas by field size."),
        click.option("--stage", help="Stage id; the last stage if not given."),
    ):
        command = option(command)
    return command


@rulebook.command("check")
@click.argument("file", type=FILE)
@click.option("--json", "as_data", is_flag=True, help="Print the findings as JSON.")
@language_option
def check_command(file: Path, as_data: bool, lang: str) -> None:
    """Errors, contradictions and open points of FILE, with line and path. 1 on an error."""
    try:
        found = read_and_check(file.read_text("utf-8"))[1]
    except RulebookInvalid as invalid:
        found = invalid.findings
    failed = any(f.severity == "error" for f in found)
    if as_data:
        click.echo(json.dumps([asdict(f) for f in found], ensure_ascii=False, indent=2))
    else:
        for f in found:
            click.echo(f"{file}:{f.line} {f.path} [{f.severity}] {f.zh if lang == 'zh' else f.en}")
        if not found:
            click.echo("没有发现问题。" if lang == "zh" else "Nothing found.")
    if failed:
        raise SystemExit(1)


@rulebook.command("schema")
def schema_command() -> None:
    """The JSON Schema of the format, for editors and other programs."""
    click.echo(json.dumps(schema(), ensure_ascii=False, indent=2))


@rulebook.command("import-cis")
@click.argument("file", type=FILE)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--trade", default="", help="What the trade is called; the sheet's skill if not.")
@language_option
def import_cis_command(file: Path, out: Path, trade: str, lang: str) -> None:
    """Write a rulebook from FILE, a WorldSkills “CIS Marking Scheme Import” workbook."""
    zh = lang == "zh"
    try:
        scheme = read_scheme(read_workbook(file))
    except WorkbookRefused as refused:
        raise click.ClickException(refused.sentence(lang)) from refused
    for problem in scheme.problems:
        click.echo(f"{problem.cell}  {problem.zh if zh else problem.en}", err=problem.stops)
    stops = sum(problem.stops for problem in scheme.problems)
    if stops:
        raise click.ClickException(
            f"有 {stops} 处需要改正，没有写出规程。"
            if zh
            else f"{stops} to mend; nothing is written."
        )
    text = rulebook_text(scheme, trade=trade, source=file.name)
    out.write_text(text, "utf-8")
    aspects = sum(len(part.aspects) for part in scheme.parts)
    click.echo(
        f"已写出 {out}：{aspects} 个评分点。请用 leitai rulebook check 检查。"
        if zh
        else f"{out} is written: {aspects} aspects. Look at it with leitai rulebook check."
    )


@rulebook.command("compute")
@click.argument("file", type=FILE)
@input_options
@click.option("--json", "as_data", is_flag=True, help="Print everything as JSON.")
@language_option
def compute_command(file: Path, as_data: bool, lang: str, **inputs: Any) -> None:
    """Standings, honours and rulings needed, from FILE and a table of marks."""
    text, plan, result = computed(file, lang, **inputs)
    if as_data:
        click.echo(json.dumps(as_json(text, plan, result), ensure_ascii=False, indent=2))
        return
    zh = lang == "zh"
    for s in result.standings:
        rank = "–" if s.rank is None else str(s.rank)
        bounds = "" if s.best == s.worst else f" ({s.best}..{s.worst})"
        score = plain(s.score) if s.score is not None else f"{plain(s.low)}..{plain(s.high)}"
        click.echo(f"{rank:>4}{bounds}  {s.entry_id}  {score}  {s.state} {s.decided_by}".rstrip())
    for c in result.claims:
        honour = c.honour if zh else c.honour_en
        missing = f" ({', '.join(c.missing)})" if c.missing else ""
        click.echo(f"{honour}  {c.entry_id}  {c.state}{missing}  {c.clause}".rstrip())
    for a in result.asks:
        click.echo(f"? {a.key}  {a.zh if zh else a.en}")
        for choice, option_zh, option_en in a.options:
            click.echo(f"    {choice}: {option_zh if zh else option_en}")


@rulebook.command("explain")
@click.argument("file", type=FILE)
@input_options
@click.option("--entry", required=True, help="Whose result.")
@click.option("--node", help="Which node; the stage's total if not given.")
@language_option
def explain_command(file: Path, entry: str, node: str | None, lang: str, **inputs: Any) -> None:
    """The walk from a number of one entry back to the marks that made it."""
    _, plan, result = computed(file, lang, **inputs)
    node = node or plan.stage(result.stage_id).node
    if (entry, node) not in result.scores:
        zh, en = f"没有“{entry}”的“{node}”。", f"There is no “{node}” of “{entry}”."
        raise click.ClickException(zh if lang == "zh" else en)
    for claim in result.claims:
        if claim.entry_id == entry:
            reasons = "; ".join(zh if lang == "zh" else en for zh, en in claim.reasons)
            honour = claim.honour if lang == "zh" else claim.honour_en
            click.echo(f"{honour} [{claim.state}] {reasons} {claim.clause}".rstrip())
    _print(explain(plan, result, entry, node), lang, 0)


def _print(line: Line, lang: str, depth: int) -> None:
    clause = f"  〔{line.clause}〕" if line.clause else ""
    own = line.zh if lang == "zh" else line.en
    value = "" if line.value is None or plain(line.value) in own else f" {plain(line.value)}"
    click.echo(f"{'  ' * depth}{own}{value}{clause}")
    for kid in line.kids:
        _print(kid, lang, depth + 1)


def computed(
    file: Path,
    lang: str,
    *,
    marks: Path,
    people: Path | None,
    incidents: Path | None,
    absent: Path | None,
    rulings: Path | None,
    field_size: int | None,
    stage: str | None,
) -> tuple[str, Plan, Result]:
    """Read everything and compute; what cannot be read ends with its sentence, not a trace."""
    try:
        text = file.read_text("utf-8")
        plan = compile_rulebook(read_and_check(text)[0], _rulings(rulings))
        stage = stage or plan.rulebook.stages[-1].id
        if stage not in {s.id for s in plan.rulebook.stages}:
            raise BadTable(file.name, 1, f"没有“{stage}”阶段。", f"there is no stage “{stage}”.")
        entries, given = read_marks(marks, plan)
        result = compute(
            plan,
            stage_id=stage,
            entries=entries,
            marks=given,
            people=read_people(people) if people else {},
            incidents=read_incidents(incidents) if incidents else (),
            absent=read_absent(absent) if absent else {},
            field_size=field_size,
        )
    except RulebookInvalid as invalid:
        lines = (
            f"{file}:{f.line} {f.path} {f.zh if lang == 'zh' else f.en}" for f in invalid.findings
        )
        raise click.ClickException("\n".join(lines)) from invalid
    except (BadTable, Refusal) as refused:
        raise click.ClickException(refused.zh if lang == "zh" else refused.en) from refused
    return text, plan, result


def _rulings(path: Path | None) -> list[Ruling]:
    if path is None:
        return []
    try:
        rows = json.loads(path.read_text("utf-8"))
        return [
            Ruling(
                key=str(row["key"]),
                choice=str(row.get("choice", "")),
                text=str(row.get("text", "")),
                author=str(row.get("author", "")),
                at=str(row.get("at", "")),
                order=tuple(str(e) for e in row.get("order", ())),
            )
            for row in rows
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadTable(
            path.name,
            1,
            "裁定应为 JSON 列表，每项有 key 和 choice 或 order。",
            "rulings are a JSON list, each with a key and a choice or an order.",
        ) from error
