"""`leitai rehearse`: a bad day on purpose, against a running demo, with a verdict at its end."""

import shlex
import subprocess

import click

from contest.config import Settings
from contest.demo import credentials as kept
from contest.rehearsal.play import Readiness, rehearse

SLOW_ACK_MS = 1000.0
SLOW_SHOWN_MS = 5000.0


@click.command("rehearse")
@click.option("--base", default="", help="Address of the hall; this installation's unless told.")
@click.option("--public", default="", help="Address of the audience, where it is another one.")
@click.option("--screens", default=500, show_default=True, type=click.IntRange(1, 20000))
@click.option("--tablets", default=20, show_default=True, type=click.IntRange(1, 500))
@click.option("--seconds", default=60, show_default=True, type=click.IntRange(4, 86400))
@click.option("--seed", default=7, show_default=True, help="The same seed fails the same way.")
@click.option("--restart", default="", help="Command that restarts the server in the middle.")
def rehearse_day(
    base: str, public: str, screens: int, tablets: int, seconds: int, seed: int, restart: str
) -> None:
    """Let tablets mark and screens watch while lines break, and say whether all is ready."""
    settings = Settings()
    doors = kept.load(settings.data_dir)
    if doors is None:
        raise click.ClickException(
            "排练只对演示大赛进行，以免在正式大赛里留下模拟打分。请先运行 leitai demo。\n"
            "A rehearsal plays on a demo contest only, so that no simulated mark stands in a real "
            "one. Run leitai demo first."
        )

    def restart_now() -> None:
        subprocess.run(shlex.split(restart), check=True)

    hall = base or settings.public_url
    found = rehearse(
        hall,
        public or hall,
        doors,
        screens=screens,
        tablets=tablets,
        seconds=seconds,
        seed=seed,
        restart=restart_now if restart else None,
        say=lambda zh, en: click.echo(f"  ▶ {zh}  {en}"),
    )
    tell(found)
    if found.wrong:
        raise SystemExit(1)


def tell(found: Readiness) -> None:
    """Print the readiness report."""
    counts, shown = found.counts, max(found.shown_ms, default=0.0)
    lines = [
        ("屏幕", "screens", f"{found.screens}"),
        ("打分", "marks given", f"{counts.get('taps', 0)}"),
        ("已确认", "acknowledged", f"{found.acknowledged}"),
        ("先丢后补", "dropped, then sent", f"{counts.get('dropped', 0)}"),
        ("重复发送", "sent twice", f"{counts.get('doubled', 0) + counts.get('unheard', 0)}"),
        ("迟到", "late", f"{counts.get('late', 0)}"),
        ("重试", "tried again", f"{counts.get('again', 0)}"),
        ("断线", "lines lost", f"{found.lines_lost}"),
        ("确认用时 50%/99%", "acknowledged in, p50/p99",
         f"{found.ack_ms[0]:.0f} / {found.ack_ms[1]:.0f} ms"),
        ("全部屏幕更新最慢", "slowest for all screens", f"{shown:.0f} ms"),
        ("恢复用时", "healed in",
         ", ".join(f"{one:.1f} s" for one in found.healed_seconds)),
    ]  # fmt: skip
    click.echo()
    for zh, en, value in lines:
        click.echo(f"  {value:>16}  {zh}  {en}")
    click.echo()
    for one in found.wrong[:20]:
        click.echo(f"  ✗ {one}")
    if found.wrong:
        click.echo(f"  没有准备好：{len(found.wrong)} 处  Not ready: {len(found.wrong)} faults")
        return
    if found.ack_ms[1] > SLOW_ACK_MS or shown > SLOW_SHOWN_MS:
        click.echo(
            "  ! 没有丢失和重复，但偏慢。请减少同机任务，或按 docs/operations.md 增加进程。\n"
            "    Nothing lost or doubled, but slow: stop other work or add processes."
        )
    click.echo(
        "  ✓ 准备就绪：不丢、不重、不旧  Ready: nothing lost, nothing doubled, nothing stale"
    )
