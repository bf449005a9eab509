"""`leitai doctor`: is this installation fit for a contest day?"""

from collections.abc import Iterator

import click
from sqlalchemy.exc import SQLAlchemyError

from contest.cli import checks
from contest.cli.findings import Finding, bad
from contest.config import Settings
from contest.store import health
from contest.store.backup import sqlite_path
from contest.store.engine import Store


@click.command()
@click.option("--strict", is_flag=True, help="End with 1 also for what is only to be minded.")
@click.option("--quick", is_flag=True, help="Do not read the whole journal.")
def doctor(strict: bool, quick: bool) -> None:
    """Check the whole installation; each finding says what to do. Ends with 1 if one is bad."""
    found = list(examine(Settings(), quick=quick))
    for finding in found:
        finding.show()
    count = {level: sum(f.level == level for f in found) for level in ("good", "mind", "bad")}
    click.echo(
        f"\n正常 {count['good']}，注意 {count['mind']}，须修复 {count['bad']}\n"
        f"{count['good']} good, {count['mind']} to mind, {count['bad']} to mend"
    )
    if count["bad"] or (strict and count["mind"]):
        raise SystemExit(1)


def examine(settings: Settings, *, quick: bool = False) -> Iterator[Finding]:
    """Yield what every check finds; a database that is away ends only what needs it."""
    yield from checks.addresses(settings)
    yield from checks.keys(settings)
    yield from checks.disk(settings)
    yield checks.redis(settings)
    yield checks.fonts(settings)
    yield checks.pages()
    yield from checks.processes(settings)
    path = sqlite_path(settings.database())
    if path is not None and not path.exists():
        yield bad(
            "database",
            f"还没有数据库 {path}。请先运行 leitai admin init 或 leitai serve。",
            f"There is no database {path} yet. Run leitai admin init or leitai serve first.",
        )
        return
    store = Store(settings.database())
    try:
        with store.standing_still() as tx:
            yield from checks.database(tx)
            if not health.migrated(tx):
                return
            yield from checks.clock(tx)
            yield from checks.contests(tx, settings)
            if not quick:
                yield checks.journal(tx)
    except SQLAlchemyError as error:
        yield bad(
            "database",
            f"数据库无法使用：{_first_line(error)}。请核对 DATABASE_URL 与数据库服务，"
            "再运行 leitai migrate。",
            f"The database cannot be used: {_first_line(error)}. Check DATABASE_URL and the "
            "server, then run leitai migrate.",
        )
    finally:
        store.close()


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:160]
