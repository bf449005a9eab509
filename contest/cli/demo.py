"""`leitai demo`: the contest of the story, built once and served."""

import io
import logging
import os
import shutil
import signal
import subprocess

import click
import qrcode
from qrcode.constants import ERROR_CORRECT_L

from contest.cli.serve import companion, serve_until_stopped, shown
from contest.config import Settings
from contest.demo import credentials as kept
from contest.demo.autoplay import play
from contest.demo.build import build_demo
from contest.demo.credentials import Credentials
from contest.store.engine import Store

ROLES = {
    "registrar": "检录 Registrar",
    "coding_judge": "加密裁判 Coding judge",
    "supervisor": "监督 Supervisor",
    "chief_judge": "裁判长 Chief judge",
    "judge": "裁判 Judge",
}


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to answer at.")
@click.option("--port", default=8800, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--database", default=None, help="Database address; default: SQLite in the data folder."
)
@click.option("--autoplay", is_flag=True, help="Let simulated people play the contest day.")
@click.option("--pace", default=1.0, show_default=True, help="Seconds a simulated judge thinks.")
@click.option("--fresh", is_flag=True, help="Forget the demo of before and build it anew.")
def demo(
    host: str, port: int, database: str | None, autoplay: bool, pace: float, fresh: bool
) -> None:
    """Serve the demo contest; it is built at the first start."""
    if database:
        os.environ["DATABASE_URL"] = database
    settings = Settings()
    if fresh:
        _forget(settings)
    logging.basicConfig(level=logging.WARNING)
    store = Store(settings.database())
    store.migrate()
    doors = kept.load(settings.data_dir)
    if doors is None:
        click.echo("首次启动，正在建立演示大赛 Building the demo contest …")
        helper = companion("worker")
        try:
            doors = build_demo(settings, store, lambda line: click.echo(f"  {line}"))
        finally:
            helper.send_signal(signal.SIGTERM)
            helper.wait(timeout=15)
    store.close()
    address = f"http://{shown(host)}:{port}"
    players: list[subprocess.Popen[bytes]] = []

    def started() -> None:
        _tell(address, doors)
        if autoplay:
            players.append(companion("play", "--base", address, "--pace", str(pace)))

    try:
        serve_until_stopped(host, port, started)
    finally:
        for player in players:
            player.terminate()


@click.command("play", hidden=True)
@click.option("--base", required=True, help="Address of the demo's server.")
@click.option("--pace", default=1.0, help="Seconds a simulated judge thinks.")
def play_demo(base: str, pace: float) -> None:
    """Let simulated people play the contest day of a served demo."""
    doors = kept.load(Settings().data_dir)
    if doors is None:
        raise click.ClickException("没有演示大赛，请先运行 leitai demo。There is no demo contest.")
    play(base, doors, pace, click.echo)


def _forget(settings: Settings) -> None:
    if settings.database_url and not settings.database_url.startswith("sqlite"):
        raise click.ClickException(
            "--fresh 只用于内置的 SQLite 演示。--fresh is for the built-in SQLite demo only."
        )
    shutil.rmtree(settings.data_dir, ignore_errors=True)


def _tell(address: str, doors: Credentials) -> None:
    """Print what a newcomer needs: addresses, the organiser's password, PINs and sign-in codes."""
    click.echo()
    click.echo("  擂台 Leitai")
    click.echo(f"  公开页面 Public pages     {address}/")
    click.echo(f"  组委会   Organiser        {address}/sign-in")
    click.echo(f"           用户名 user {doors.user_name}   密码 password {doors.password}")
    click.echo(
        f"  工作人员 Officials        {address}/j  （设备先登记 enrol the device: {address}/enrol）"
    )
    click.echo()
    seen: set[tuple[str, str]] = set()
    for official in doors.officials:
        if (official.role, official.trade) in seen:
            continue
        seen.add((official.role, official.trade))
        role = ROLES[official.role]
        link = f"{address}/j#{official.badge}"
        click.echo(
            f"  {role}  {official.trade}  {official.number}  {official.name}  PIN {official.pin}"
        )
        click.echo(f"    {link}")
        if official.role in {"judge", "registrar"}:
            click.echo(_code(link))
    click.echo("  按 Ctrl-C 停止。Ctrl-C stops.")


def _code(text: str) -> str:
    """Return a QR code for a terminal, two modules to a character."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_L, border=2)
    code.add_data(text)
    drawn = io.StringIO()
    code.print_ascii(out=drawn, invert=True)
    return "\n".join(f"    {line}" for line in drawn.getvalue().splitlines())
