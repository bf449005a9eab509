"""`leitai journal` and `leitai rebuild`: is everything still what was written?"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlmodel import Session

from contest.config import Settings
from contest.errors import Refusal
from contest.queries.anchors import Anchor
from contest.queries.rebuild import rebuild as rebuild_all
from contest.queries.verification import verify as verify_all
from contest.store.engine import Store

DATABASE = click.option(
    "--database", default=None, help="Database address; default: SQLite in the data folder."
)


@click.group()
def journal() -> None:
    """Check the append-only journal."""


@journal.command()
@DATABASE
@click.option("--anchor", "texts", multiple=True, help="As printed: LM-128-a1b2c3d4e5f6. Repeat.")
def verify(database: str | None, texts: tuple[str, ...]) -> None:
    """Find every altered, removed, swapped or cut line; compare anchors from paper."""
    try:
        anchors = [Anchor.read(text) for text in texts]
    except Refusal as refusal:
        raise click.ClickException(_both(refusal.sentence("zh"), refusal.sentence("en"))) from None
    with _reading(database) as tx:
        found = verify_all(tx, anchors)
    for fault in found.faults:
        click.echo(_both(fault.zh, fault.en))
    click.echo(_both(f"已核对日志 {found.lines} 行", f"{found.lines} lines of the journal read"))
    for anchor in found.anchors:
        click.echo(f"  {anchor}")
    if found.faults:
        count = len(found.faults)
        click.echo(_both(f"发现 {count} 处问题", f"{count} faults found"))
        raise SystemExit(1)
    click.echo(_both("日志完整无误", "the journal is whole"))


@click.command()
@DATABASE
def rebuild(database: str | None) -> None:
    """Compute marks, sheets and signed results again from the journal, and compare."""
    with _reading(database) as tx:
        found = rebuild_all(tx)
    for one in found.differences:
        click.echo(
            f"{one.trade} {one.what} {one.id}\n"
            f"  保存的 kept      {one.kept}\n"
            f"  重算的 computed  {one.computed}"
        )
    click.echo(
        _both(
            f"已重算：打分 {found.marks}，评分表 {found.sheets}，签署的成绩 {found.results}",
            f"computed again: {found.marks} marks, {found.sheets} sheets, {found.results} results",
        )
    )
    if found.differences:
        count = len(found.differences)
        click.echo(_both(f"有 {count} 处不一致", f"{count} differences"))
        raise SystemExit(1)
    click.echo(_both("全部一致", "all equal"))


@contextmanager
def _reading(database: str | None) -> Iterator[Session]:
    if database:
        os.environ["DATABASE_URL"] = database
    store = Store(Settings().database())
    try:
        with store.standing_still() as tx:
            yield tx
    finally:
        store.close()


def _both(zh: str, en: str) -> str:
    return f"{zh}  {en}"
