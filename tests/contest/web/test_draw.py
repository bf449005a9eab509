"""The draw in the browser: two people, one public page, and a program that anybody can run."""

import html
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from contest.security import Actor
from contest.store.engine import Store
from tests.contest.browsing import Browser, signed_in
from tests.contest.timetable_world import World, make_world, seat_everybody

DICE = ["314162653", "514 123 665", "211344256"]


@pytest.fixture
def world(store: Store) -> World:
    world = make_world(store)
    seat_everybody(store, world)
    return world


def browser(app: Flask, store: Store, actor: Actor) -> Browser:
    return signed_in(app, store, actor.staff_id or "")


def committed(app: Flask, store: Store, world: World) -> str:
    organiser = browser(app, store, world.organiser)
    stage = world.stages["lamian", "prelim"]
    assert organiser.submit(f"/draw/{stage}/work/commit", page="/draw").status_code == 303
    page = browser(app, store, world.actors["supervisor"]).get("/draw").text
    found = re.search(r'action="/draws/(\w+)/run"', page)
    assert found is not None
    return found.group(1)


def public_page(app: Flask, world: World) -> str:
    return Browser(app).get(f"/draws/{world.stages['lamian', 'prelim']}").text


def blocks(page: str) -> list[str]:
    return [html.unescape(text) for text in re.findall(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)]


def check(folder: Path, data: str, program: str) -> list[str]:
    (folder / "draw.json").write_text(data, encoding="utf-8")
    (folder / "check.py").write_text(program, encoding="utf-8")
    command = [sys.executable, "check.py", "draw.json"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return [line.rpartition(" ")[2] for line in run.stdout.splitlines()]


def test_what_the_public_page_offers_proves_the_draw_and_one_bit_disproves_it(
    app: Flask, store: Store, world: World, tmp_path: Path
) -> None:
    draw_id = committed(app, store, world)
    before = public_page(app, world)
    assert "种子已封存" in before
    supervisor = browser(app, store, world.actors["supervisor"])
    answer = supervisor.submit(f"/draws/{draw_id}/run", page="/draw", dice=DICE)
    assert answer.status_code == 303
    page = public_page(app, world)
    assert "选手l1" in page
    data, program = blocks(page)
    commitment = json.loads(data)["commitment"]
    assert commitment in before
    assert check(tmp_path, data, program) == ["OK", "OK", "OK"]
    seed = json.loads(data)["seed"]
    other = seed[:-1] + ("0" if seed[-1] != "0" else "1")
    assert "OK" not in check(tmp_path, data.replace(seed, other), program)
    dice = json.loads(data)["dice"]
    rolled = dice[:-1] + ("1" if dice[-1] != "1" else "2")
    assert "WRONG" in check(tmp_path, data.replace(dice, rolled), program)


def test_wrong_dice_are_told_and_nothing_is_drawn(app: Flask, store: Store, world: World) -> None:
    draw_id = committed(app, store, world)
    supervisor = browser(app, store, world.actors["supervisor"])
    answer = supervisor.submit(f"/draws/{draw_id}/run", page="/draw", dice=["123", "456", "7"])
    assert answer.status_code == 422
    assert "27" in answer.text
    assert "等待掷骰" in public_page(app, world)


def test_an_abandoned_draw_stays_on_the_public_page_with_reason_and_supervisor(
    app: Flask, store: Store, world: World
) -> None:
    draw_id = committed(app, store, world)
    supervisor = browser(app, store, world.actors["supervisor"])
    supervisor.submit(f"/draws/{draw_id}/abandon", page="/draw", reason="掷骰时停电")
    page = public_page(app, world)
    for word in ("第 1 次抽签", "已作废", "掷骰时停电", "supervisor甲"):
        assert word in page
    committed(app, store, world)
    assert "第 2 次抽签" in public_page(app, world)


def test_the_coding_judge_watches_and_a_judge_does_not(
    app: Flask, store: Store, world: World
) -> None:
    draw_id = committed(app, store, world)
    watcher = browser(app, store, world.actors["coding_judge"])
    page = watcher.get("/draw")
    assert page.status_code == 200
    assert f"/draws/{draw_id}/run" not in page.text
    assert browser(app, store, world.actors["judge"]).get("/draw").status_code == 403


def test_an_unknown_stage_has_no_draws(app: Flask) -> None:
    assert Browser(app).get("/draws/NOSUCHSTAGE").status_code == 404
