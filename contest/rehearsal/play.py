"""One rehearsal, from the first screen to the verdict."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

from contest.demo.cast import Cast, wait_until_ready
from contest.demo.credentials import Credentials
from contest.demo.day import check_everybody_in, draw_stations
from contest.demo.visitor import Refused, Visitor
from contest.rehearsal.crowd import Crowd, NotHealed
from contest.rehearsal.tablets import Tablet

PACE_SECONDS = 0.1
Say = Callable[[str, str], None]


@dataclass
class Readiness:
    """What the rehearsal measured; `wrong` is empty when nothing was lost, doubled or stale."""

    screens: int = 0
    acknowledged: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    ack_ms: tuple[float, float] = (0.0, 0.0)
    shown_ms: list[float] = field(default_factory=list)
    healed_seconds: list[float] = field(default_factory=list)
    lines_lost: int = 0
    wrong: list[str] = field(default_factory=list)


def rehearse(
    base: str,
    public: str,
    doors: Credentials,
    *,
    screens: int,
    tablets: int,
    seconds: float,
    seed: int,
    restart: Callable[[], None] | None,
    say: Say,
) -> Readiness:
    """
    Play a bad day against the demo at this address; `public` is where its audience goes.

    Halfway a third of the screens lose their line, and then `restart` is called, if given.
    """
    wait_until_ready(base)
    cast = Cast(base=base, credentials=doors, seed=seed)
    cast.organiser_comes()
    for role, step in (("registrar", check_everybody_in), ("supervisor", draw_stations)):
        try:
            if doors.of_role(role):
                step(cast)
        except Refused:
            # The demo's day may be under way already: these steps are done then.
            continue
    judges = doors.of_role("judge")[:tablets]
    cast.come(judges)
    found = Readiness(screens=screens)
    board = _board(public, doors.contest_id)
    crowd = Crowd(public, board, screens)
    crowd.start()
    try:
        say(f"{screens} 块屏幕正在接入 …", f"{screens} screens are coming …")
        found.healed_seconds.append(crowd.wait_for(0, 120))
        players = [Tablet(one.number, cast.visitors[one.number], seed) for one in judges]
        _mark(cast, crowd, players, found, board, public, seconds, restart, say)
        found.lines_lost = crowd.lost
        found.wrong += crowd.wrong
    except NotHealed as trouble:
        found.wrong.append(str(trouble))
    finally:
        crowd.stop()
    return found


def _mark(
    cast: Cast,
    crowd: Crowd,
    players: list[Tablet],
    found: Readiness,
    board: str,
    public: str,
    seconds: float,
    restart: Callable[[], None] | None,
    say: Say,
) -> None:
    until, middle = threading.Event(), threading.Event()
    with ThreadPoolExecutor(len(players)) as pool:
        running = [pool.submit(one.mark, until, PACE_SECONDS) for one in players]
        try:
            say(f"{len(players)} 台平板正在打分 …", f"{len(players)} tablets are marking …")
            middle.wait(seconds / 2)
            say("三分之一的屏幕断线 …", "a third of the screens lose their line …")
            crowd.break_lines(len(crowd) // 3)
            if restart is not None:
                say("重启服务 …", "restarting …")
                restart()
                wait_until_ready(cast.base, 120)
            found.healed_seconds.append(crowd.wait_for(_newest(public, board), 120))
            for _ in range(max(1, int(seconds / 4))):
                middle.wait(2)
                found.shown_ms.append(1000 * crowd.wait_for(_newest(public, board), 60))
        finally:
            until.set()
        for one in running:
            one.result()
    seq = _newest(public, board)
    crowd.wait_for(seq)
    told = Visitor(public).json(f"/boards/{board}.json")
    if _plain(told) != _plain(crowd.pictures.get(told["seq"])):
        found.wrong.append("the board as JSON is not the picture that screens were sent")
    for player in players:
        found.wrong += [*player.wrong, *player.kept()]
        for name, count in player.counts.items():
            found.counts[name] = found.counts.get(name, 0) + count
    found.acknowledged = sum(len(player.acks) for player in players)
    taken = sorted(1000 * one for player in players for one in player.seconds)
    if len(taken) > 1:
        cuts = quantiles(taken, n=100)
        found.ack_ms = (cuts[49], cuts[98])
    if found.acknowledged != found.counts.get("taps", 0):
        found.wrong.append(f"{found.counts.get('taps')} taps, {found.acknowledged} acknowledged")


def _board(public: str, contest_id: str) -> str:
    """Return the first board that the contest's page links to."""
    page = Visitor(public).page(f"/contests/{contest_id}")
    return page.partition('href="/boards/')[2].partition('"')[0].partition("/")[0]


def _newest(public: str, board: str) -> int:
    """Return the number of the board's newest picture."""
    seq: int = Visitor(public).json(f"/boards/{board}.json")["seq"]
    return seq


def _plain(picture: dict[str, Any] | None) -> str:
    return json.dumps({**(picture or {}), "at": ""}, sort_keys=True)
