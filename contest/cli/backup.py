"""`leitai backup` and `leitai restore`: copies that were read before they are trusted."""

import os
import shutil
import subprocess
from datetime import UTC
from pathlib import Path

import click

from contest import presence
from contest.clock import now
from contest.config import Settings
from contest.queries.verification import verify
from contest.store import backup as copies
from contest.store.engine import Store

FAR = "备份请再复制到另一台机器。Copy the backup to another machine, too."


@click.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of backups.")
@click.option(
    "--keep", default=48, show_default=True, type=click.IntRange(1), help="The newest so many stay."
)
def backup(out: Path, keep: int) -> None:
    """Copy the database while it is in use, then read the copy's journal line by line."""
    settings = Settings()
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    stamp = now().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    path = copies.sqlite_path(settings.database())
    if path is None:
        made = _postgresql(settings.database(), out / f"leitai-{stamp}.base")
        click.echo(f"{made}\n{FAR}")
    else:
        made = out / f"leitai-{stamp}.db"
        descriptor = os.open(made, os.O_CREAT | os.O_WRONLY, 0o600)
        os.close(descriptor)
        copies.copy(path, made)
        lines = _trusted(made)
        click.echo(
            f"{made}：日志 {lines} 行，完整\n{made}: {lines} lines of the journal, whole\n{FAR}"
        )
    _forget(out, keep, made.suffix)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(file: Path) -> None:
    """Put a SQLite backup in the database's place; what was there is kept beside it."""
    settings = Settings()
    path = copies.sqlite_path(settings.database())
    if path is None:
        raise click.ClickException(
            "PostgreSQL 的恢复步骤见 docs/operations.md“备份”。\n"
            "How to restore PostgreSQL stands in docs/operations.md under Backup."
        )
    lines = _trusted(file)
    running = [one.name for one in presence.reports(settings.data_dir) if one.lives]
    if running or (path.exists() and copies.is_held(path)):
        raise click.ClickException(
            "服务还在运行，请先停止，20 秒后再恢复。\n"
            "The server is running; stop it and restore 20 seconds later."
        )
    stamp = now().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        old = path.with_name(name)
        if old.exists():
            old.rename(path.with_name(f"{name}.before-{stamp}"))
    scratch = path.with_name(f"{path.name}.new")
    shutil.copyfile(file, scratch)
    scratch.chmod(0o600)
    scratch.rename(path)
    click.echo(
        f"已恢复 {file}：日志 {lines} 行。请运行 leitai doctor。\n"
        f"{file} is restored, {lines} lines of the journal. Now run leitai doctor."
    )


def _trusted(path: Path) -> int:
    """Return how many journal lines a copy holds; refuse one that is not whole."""
    wrong = copies.faults(path)
    if not wrong:
        store = Store(f"sqlite:///{path}")
        try:
            with store.standing_still() as tx:
                found = verify(tx)
        finally:
            store.close()
        wrong = [f"{fault.zh} {fault.en}" for fault in found.faults]
        if not wrong:
            return found.lines
    raise click.ClickException(
        f"{path} 不完整，不能使用：{wrong[0]}\n{path} is not whole and cannot be used: {wrong[0]}"
    )


def _postgresql(url: str, made: Path) -> Path:
    """Take a base backup; with the archived WAL it leads to any later moment."""
    program = shutil.which("pg_basebackup")
    if program is None:
        raise click.ClickException(
            "没有找到 pg_basebackup，请安装 postgresql-client 或加入 PATH。\n"
            "pg_basebackup is not on the path; install postgresql-client."
        )
    command = [
        program,
        "-d",
        copies.plain_address(url),
        "-D",
        str(made),
        "-X",
        "stream",
        "-c",
        "fast",
    ]
    if subprocess.run(command).returncode:
        raise click.ClickException("pg_basebackup 没有成功。pg_basebackup did not succeed.")
    return made


def _forget(out: Path, keep: int, suffix: str) -> None:
    for old in sorted(out.glob(f"leitai-*{suffix}"))[:-keep]:
        if old.is_dir():
            shutil.rmtree(old)
        else:
            old.unlink()
