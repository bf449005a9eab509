"""The timetable page: asking for a draft, looking at it in both languages, publishing it."""

import json
import re

import pytest
from flask import Flask

from contest.security import Actor
from contest.store import jobs, timetables
from contest.store.engine import Store
from tests.contest.browsing import Browser, signed_in
from tests.contest.timetable_world import World, make_draft, make_world

PAGE = "/desk/timetable"


@pytest.fixture
def world(store: Store) -> World:
    return make_world(store)


def browser(app: Flask, store: Store, actor: Actor) -> Browser:
    return signed_in(app, store, actor.staff_id or "")


def test_a_draft_is_asked_for_with_the_wishes_of_the_form_and_followed(
    app: Flask, store: Store, world: World
) -> None:
    organiser = browser(app, store, world.organiser)
    page = organiser.get(PAGE).text
    assert "还没有赛程" in page
    answer = organiser.submit(f"{PAGE}/draft", page=PAGE, seconds="7", heat_size="2", lunch="1")
    assert answer.status_code == 303
    with store.reading() as tx:
        job = jobs.latest_of_kind(tx, world.contest_id, "solve_timetable")
        assert job is not None
        wished = job.payload["wishes"]
        job_id = job.id
    assert (wished["seconds"], wished["heat_size"], wished["lunch"]) == (7, 2, True)
    page = organiser.get(PAGE).text
    assert f'data-job="/jobs/{job_id}.json"' in page
    assert "正在编排" in page
    told = organiser.get(f"/jobs/{job_id}.json").get_json()
    assert (told["id"], told["kind"], told["state"]) == (job_id, "solve_timetable", "queued")
    refused = organiser.submit(f"/jobs/{job_id}/take", page=PAGE)
    assert refused.status_code == 409
    assert "还没有可采用的结果" in refused.text
    organiser.submit(f"/jobs/{job_id}/stop", page=PAGE)
    assert organiser.get(f"/jobs/{job_id}.json").get_json()["state"] == "cancelled"


@pytest.mark.parametrize(("name", "value"), [("seconds", "0"), ("seconds", "x"), ("lag_min", "-1")])
def test_a_wish_that_makes_no_sense_is_refused_by_its_name(
    app: Flask, store: Store, world: World, name: str, value: str
) -> None:
    organiser = browser(app, store, world.organiser)
    answer = organiser.submit(f"{PAGE}/draft", page=PAGE, **{name: value})
    assert answer.status_code == 422
    assert ("求解时间" if name == "seconds" else "阶段间隔") in answer.text


def test_the_grid_names_every_heat_panel_and_contestant(
    app: Flask, store: Store, world: World
) -> None:
    version_id = make_draft(store, world)
    organiser = browser(app, store, world.organiser)
    page = organiser.get(f"{PAGE}?trade=welder").text
    grid = page[page.index('<table class="time-grid"') : page.index("heat-cards")]
    for n in range(1, 9):
        assert f"选手w{n}" in grid
        assert f"W-0{n}" in grid
    assert "晋级席位 1" in grid
    assert "初赛 · 理论 · 第 1 场" in grid
    assert "judge甲" in grid
    assert "组长" in grid
    assert re.findall(r'<th scope="row" class="num">(W\d)</th>', grid) == ["W1", "W2", "W3", "W4"]
    # Every row of the table has the same number of columns.
    for row in re.findall(r"<tr>(.*?)</tr>", grid.replace("\n", ""))[1:]:
        spans = [int(span) for span in re.findall(r'<td colspan="(\d+)"', row)]
        assert sum(spans) == int(re.findall(r'class="step" span="(\d+)"', grid)[0])
    assert "选手l1" not in grid
    answer = organiser.submit(f"{PAGE}/{version_id}/publish", page=PAGE)
    assert answer.status_code == 303
    page = organiser.get(PAGE).text
    assert "已发布" in page
    assert "选手l1" in page


def test_the_page_speaks_english_and_lists_for_phones(
    app: Flask, store: Store, world: World
) -> None:
    make_draft(store, world)
    organiser = browser(app, store, world.organiser)
    organiser.carry("lt_lang", "en")
    page = organiser.get(f"{PAGE}?view=list").text
    assert "lamian" in page
    assert "Theory" in page
    assert 'class="timetable-list"' in page


def test_what_is_missing_stands_where_the_button_would(app: Flask, store: Store) -> None:
    world = make_world(store, codes=())
    page = browser(app, store, world.organiser).get(PAGE).text
    assert "还没有任何工种的选手名单" in page
    assert "开始编排" not in page


def test_why_a_solve_found_nothing_is_told_in_words(app: Flask, store: Store, world: World) -> None:
    with store.transaction() as tx:
        job = jobs.enqueue(
            tx,
            contest_id=world.contest_id,
            kind="solve_timetable",
            payload={"wishes": {}},
            asked_by=world.organiser.staff_id,
        )
        jobs.claim(tx, worker="w", lease_seconds=9)
        entry = world.entries["lamian"][0]
        reason = [f"工位不够，{entry} 排不下。", f"Too few stations for {entry}."]
        hold = jobs.Hold(job_id=job.id, worker="w", attempt=1)
        jobs.finish(tx, hold, {"status": "impossible", "reasons": [reason]})
    page = browser(app, store, world.organiser).get(PAGE).text
    assert "已证明不可能" in page
    assert "工位不够，L-01 选手l1 排不下。" in page


def test_the_supervisor_reads_and_cannot_change_and_a_chief_sees_his_trade(
    app: Flask, store: Store, world: World
) -> None:
    version_id = make_draft(store, world)
    supervisor = browser(app, store, world.actors["supervisor"])
    page = supervisor.get(PAGE).text
    assert "time-grid" in page
    assert "/publish" not in page
    assert supervisor.submit(f"{PAGE}/{version_id}/publish", page=PAGE).status_code == 403
    chief = browser(app, store, world.actors["chief_judge"])
    page = chief.get(f"{PAGE}?trade=welder").text
    assert "选手l1" in page
    assert "选手w1" not in page


def test_another_contests_version_is_not_found(app: Flask, store: Store, world: World) -> None:
    version_id = make_draft(store, world)
    stranger = browser(app, store, make_world(store).organiser)
    assert stranger.get(f"{PAGE}?version={version_id}").status_code == 404
    assert stranger.submit(f"{PAGE}/{version_id}/publish", page=PAGE).status_code == 404


def test_the_public_sees_the_published_timetable_without_panels(
    app: Flask, store: Store, world: World
) -> None:
    public = Browser(app)
    address = f"/contests/{world.contest_id}/timetable"
    version_id = make_draft(store, world)
    assert "选手l1" not in public.get(address).text
    browser(app, store, world.organiser).submit(f"{PAGE}/{version_id}/publish", page=PAGE)
    page = public.get(address).text
    assert "选手l1" in page
    assert "judge甲" not in page
    assert not [entry for entry in world.entries["lamian"] if entry in page]


def test_a_job_of_another_contest_is_not_found_and_others_may_not_look(
    app: Flask, store: Store, world: World
) -> None:
    with store.transaction() as tx:
        job_id = jobs.enqueue(
            tx, contest_id=world.contest_id, kind="x", payload={}, asked_by=None
        ).id
    stranger = browser(app, store, make_world(store).organiser)
    foreign = stranger.get(f"/jobs/{job_id}.json")
    missing = stranger.get("/jobs/NOSUCHJOB.json")
    assert (foreign.status_code, foreign.json) == (missing.status_code, missing.json)
    assert stranger.submit(f"/jobs/{job_id}/stop", page=PAGE).status_code == 404
    registrar = browser(app, store, world.actors["registrar"])
    assert registrar.get(f"/jobs/{job_id}.json").status_code == 403
    assert json.loads(Browser(app).get(f"/jobs/{job_id}.json").text)["key"] == "sign_in_needed"


def test_the_timetable_in_force_is_the_one_shown_when_no_draft_waits(
    app: Flask, store: Store, world: World
) -> None:
    version_id = make_draft(store, world)
    organiser = browser(app, store, world.organiser)
    organiser.submit(f"{PAGE}/{version_id}/publish", page=PAGE)
    newer = make_draft(store, world)
    assert f"{PAGE}/{newer}/publish" in organiser.get(PAGE).text
    old = organiser.get(f"{PAGE}?version={version_id}").text
    assert "/publish" not in old
    with store.reading() as tx:
        assert timetables.get_version(tx, newer).version == 2
