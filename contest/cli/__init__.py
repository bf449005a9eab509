"""The command line: `leitai`."""

import click

from contest.cli.admin import admin
from contest.cli.backup import backup, restore
from contest.cli.demo import demo, play_demo
from contest.cli.doctor import doctor
from contest.cli.journal import journal, rebuild
from contest.cli.rehearse import rehearse_day
from contest.cli.serve import migrate, serve
from contest.cli.standby import standby
from contest.cli.timetable import timetable
from contest.cli.worker import worker
from contest.proof.commands import proof
from contest.rulebook.commands import rulebook


@click.group()
def main() -> None:
    """Run and look after a Leitai installation."""


for command in (
    serve,
    worker,
    demo,
    play_demo,
    migrate,
    admin,
    timetable,
    rulebook,
    proof,
    journal,
    rebuild,
    doctor,
    backup,
    restore,
    rehearse_day,
    standby,
):
    main.add_command(command)
