"""`leitai standby`: the second PostgreSQL that holds every acknowledged mark and takes over."""

import shlex
import subprocess
import time

import click

from contest.config import Settings
from contest.queries.health import marks_can_be_taken
from contest.store import journal, replication
from contest.store.engine import Store

LOOK_SECONDS = 0.2
WITHIN = click.option(
    "--within", default=60, show_default=True, help="Seconds after which the drill has failed."
)
STANDBY = click.option(
    "--standby",
    "address",
    required=True,
    help="How to reach the standby as a superuser: host=… user=postgres dbname=leitai.",
)
Heads = dict[str, tuple[int, str]]


@click.group()
def standby() -> None:
    """Look at the standby database, let it take over, or rehearse that."""


@standby.command()
def status() -> None:
    """Tell whether a standby holds every commit before it is acknowledged."""
    store = Store(Settings().database())
    try:
        names = synchronous(store)
    finally:
        store.close()
    if not names:
        raise click.ClickException(NONE)
    click.echo(
        f"同步备用库：{'、'.join(names)}\nevery commit is on a standby, too: {', '.join(names)}"
    )


@standby.command()
@STANDBY
@WITHIN
def promote(address: str, within: int) -> None:
    """Let the standby take over. The old primary must be stopped, and stay so."""
    store = Store(Settings().database())
    try:
        if marks_can_be_taken(store):
            raise click.ClickException(
                "主库仍在工作，两个主库会各记一半。请先停止主库。\n"
                "The primary still works; two primaries would each hold half. Stop it first."
            )
        seconds = take_over(store, address, within)
    finally:
        store.close()
    click.echo(f"备用库已接替，用时 {seconds:.1f} 秒\nthe standby took over in {seconds:.1f} s")


@standby.command()
@STANDBY
@WITHIN
@click.option("--stop", required=True, help="Command that stops the primary at once.")
def drill(address: str, within: int, stop: str) -> None:
    """Stop the primary, let the standby take over, and compare the journal: for rehearsals."""
    store = Store(Settings().database())
    try:
        if not synchronous(store):
            raise click.ClickException(NONE)
        click.echo("停止主库 …\nstopping the primary …")
        before = heads(store)
        stop_primary(stop)
        begun = time.monotonic()
        take_over(store, address, within)
        seconds = time.monotonic() - begun
        lost = missing(store, before)
    finally:
        store.close()
    lines = sum(seq for seq, _ in before.values())
    click.echo(
        f"备用库 {seconds:.1f} 秒后可以接收打分；演练前的日志 {lines} 行，缺失 {len(lost)} 处\n"
        f"marks could be taken after {seconds:.1f} s; of {lines} lines of the journal before the "
        f"drill {len(lost)} streams miss some"
    )
    if lost or seconds > within:
        raise SystemExit(1)


NONE = (
    "没有同步的备用库：主库丢失时，已确认的打分会随之丢失。见 docs/operations.md“备用库”。\n"
    "No standby is synchronous: were the primary lost, acknowledged marks would be, too. "
    "See “Standby” in docs/operations.md."
)


def stop_primary(command: str) -> None:
    """Run the operator's command, or say that it failed: then nothing was taken over."""
    try:
        subprocess.run(shlex.split(command), check=True)
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        raise click.ClickException(
            f"停止主库的命令没有成功，演练没有开始：{error}。请在本机试一下这条命令。\n"
            f"The command that stops the primary failed and the drill has not begun: {error}. "
            "Try the command on this machine first."
        ) from None


def synchronous(store: Store) -> list[str]:
    """Return the names of the standbys whose answer each commit waits for."""
    with store.reading() as tx:
        return replication.synchronous_standbys(tx)


def take_over(store: Store, address: str, within: float) -> float:
    """Promote the standby and wait until marks can be taken; return the seconds it took."""
    begun = time.monotonic()
    replication.promote(address, within)
    while not marks_can_be_taken(store):
        if time.monotonic() - begun > within:
            raise click.ClickException(
                f"{within:.0f} 秒内不能接收打分。请核对 DATABASE_URL 是否写有两台主机。\n"
                f"No marks can be taken after {within:.0f} s. Does DATABASE_URL name both hosts?"
            )
        time.sleep(LOOK_SECONDS)
    return time.monotonic() - begun


def heads(store: Store) -> Heads:
    """Return each stream's newest number and hash."""
    with store.standing_still() as tx:
        return {head.stream: (head.seq, head.hash) for head in journal.stream_heads(tx)}


def missing(store: Store, before: Heads) -> list[str]:
    """Return the streams in which a line of before is gone or another one."""
    lost = []
    with store.standing_still() as tx:
        for stream, (seq, digest) in before.items():
            found = journal.lines(tx, stream, since=seq - 1, most=1)
            if seq and (not found or (found[0].seq, found[0].hash) != (seq, digest)):
                lost.append(stream)
    return lost
