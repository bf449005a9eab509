"""`leitai admin`: what only whoever sits at the server's console may do."""

import sys
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from contest.cli.production import production
from contest.config import Settings
from contest.errors import Refusal
from contest.keys import load_keys
from contest.operations.founding import NewContest, found_contest
from contest.store.engine import Store


@click.group()
def admin() -> None:
    """Begin a contest; write what a production server needs."""


admin.add_command(production)


@admin.command()
@click.option("--contest", "name", required=True, help="Name of the contest, in Chinese.")
@click.option("--contest-en", "name_en", default="", help="Name of the contest, in English.")
@click.option("--host", default="", help="Who holds the contest, in Chinese.")
@click.option("--host-en", default="", help="Who holds the contest, in English.")
@click.option("--name", "organiser", required=True, help="Name of the first organiser.")
@click.option("--user", "user_name", required=True, help="User name of the first organiser.")
@click.option(
    "--starts-on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="First day, such as 2026-12-01; today unless told.",
)
@click.option("--days", default=1, show_default=True, help="How many days the contest lasts.")
@click.option("--timezone", default="Asia/Shanghai", show_default=True, help="Where it is held.")
@click.option(
    "--rehearsal", is_flag=True, help="Only to try it out: no need to wait for notices to end."
)
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input, not a prompt."
)
def init(
    name: str,
    name_en: str,
    host: str,
    host_en: str,
    organiser: str,
    user_name: str,
    starts_on: datetime | None,
    days: int,
    timezone: str,
    rehearsal: bool,
    password_stdin: bool,
) -> None:
    """Make a contest and its first organiser."""
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise click.BadParameter(f"no such time zone: {timezone}") from error
    password = (
        sys.stdin.readline().rstrip("\r\n")
        if password_stdin
        else click.prompt(
            "Password (15 characters or more)", hide_input=True, confirmation_prompt=True
        )
    )
    settings = Settings()
    store = Store(settings.database())
    try:
        store.migrate()
        found_contest(
            store,
            keys=load_keys(settings.data_dir),
            contest=NewContest(
                name=name,
                name_en=name_en,
                host=host,
                host_en=host_en,
                starts_on=(starts_on or datetime.now(zone)).date(),
                days=days,
                timezone=timezone,
                is_rehearsal=rehearsal,
            ),
            organiser=organiser,
            user_name=user_name,
            password=password,
        )
    except Refusal as refusal:
        raise click.ClickException(
            f"{refusal.sentence('zh')}\n{refusal.sentence('en')}"
        ) from refusal
    finally:
        store.close()
    click.echo(f"{name}: {settings.public_url}/sign-in")
