"""``leitai proof make | check``: proof files of honours, from files and without a database."""

import json
from pathlib import Path
from typing import Any

import click

from contest.proof.conditions import Unproved
from contest.proof.verify import verify
from contest.proof.write import proof_of
from contest.rulebook.commands import FILE, computed, input_options, language_option


@click.group("proof")
def proof() -> None:
    """Write and check proofs of honours. 出具并验证荣誉证明文件。"""


@proof.command("make")
@click.argument("file", type=FILE)
@input_options
@click.option("--entry", required=True, help="The holder.")
@click.option("--honour", required=True, help="The honour's name in the rulebook.")
@language_option
def make_command(file: Path, entry: str, honour: str, lang: str, **inputs: Any) -> None:
    """Print the proof of one honour of one holder, from FILE and a table of marks."""
    text, plan, result = computed(file, lang, **inputs)
    claim = next((c for c in result.claims if (c.entry_id, c.honour) == (entry, honour)), None)
    try:
        if claim is None:
            raise Unproved(f"“{entry}”没有“{honour}”。", f"“{entry}” does not hold “{honour}”.")
        made = proof_of(text, plan, result, claim)
    except Unproved as refused:
        raise click.ClickException(refused.zh if lang == "zh" else refused.en) from refused
    click.echo(json.dumps(made, ensure_ascii=False, indent=2))


@proof.command("check")
@click.argument("file", type=FILE)
@language_option
def check_command(file: Path, lang: str) -> None:
    """Work out FILE again, without the engine. 1 if it does not prove its honour."""
    zh = lang == "zh"
    try:
        read = json.loads(file.read_text("utf-8"))
        if not isinstance(read, dict):
            raise Unproved("这不是证明文件。", "This is no proof file.")
        verify(read)
    except ValueError as error:
        raise click.ClickException(
            "这不是证明文件。" if zh else "This is no proof file."
        ) from error
    except Unproved as refused:
        raise click.ClickException(refused.zh if zh else refused.en) from refused
    claim, rulings = read["claim"], read["rulings"]
    click.echo(
        f"{'成立' if zh else 'proved'}: {claim['entry']} {claim['honour']} ({claim['rank']})"
    )
    click.echo(f"{'规程' if zh else 'rulebook'} SHA-256 {read['rulebook']['document']}")
    click.echo(f"{'封印' if zh else 'seal'} SHA-256 {read['seal']}")
    for ruling in rulings:
        answer = ruling["choice"] or " > ".join(ruling["order"])
        click.echo(f"{'裁定' if zh else 'ruling'} {ruling['key']} = {answer} "
                   f"({ruling['author']} {ruling['at']}) {ruling['text']}")  # fmt: skip
