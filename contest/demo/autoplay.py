"""The contest day played by itself, so that a newcomer sees the board move."""

from collections.abc import Callable

from contest.demo.cast import Cast, wait_until_ready
from contest.demo.credentials import Credentials
from contest.demo.day import (
    check_everybody_in,
    draw_stations,
    human_pause,
    mark_stage,
    publish_results,
    sign_stage,
)
from contest.demo.visitor import Refused

Say = Callable[[str], None]


def play(base: str, doors: Credentials, pace: float, say: Say) -> None:
    """Play the day from check-in to granted honours; a step done before is passed over."""
    wait_until_ready(base)
    cast = Cast(base=base, credentials=doors)
    cast.organiser_comes()
    pause = human_pause(pace)
    steps: list[tuple[str, Callable[[], object]]] = [
        ("检录 check-in", lambda: check_everybody_in(cast)),
        ("抽签 draw", lambda: draw_stations(cast)),
        ("初赛评分 prelim marking", lambda: mark_stage(cast, "prelim", pause=pause)),
        ("初赛签字、晋级 prelim signed", lambda: sign_stage(cast, "prelim", fill=True)),
        ("决赛抽签 final draw", lambda: draw_stations(cast)),
        ("决赛评分 final marking", lambda: mark_stage(cast, "final", pause=pause)),
        ("决赛签字 final signed", lambda: sign_stage(cast, "final")),
        ("公示与荣誉 notice and honours", lambda: publish_results(cast)),
    ]
    for words, step in steps:
        say(f"  ▶ {words}")
        try:
            step()
        except Refused as refused:
            # A second start finds some steps done; the server says so and the day goes on.
            say(f"    {refused.told.get('zh') or refused.status}")
    say("  ✓ 演示结束 the day is over")
