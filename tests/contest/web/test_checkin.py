"""The registrar's desk and the organiser's switch, as browsers use them."""

import pytest
from flask import Flask

from contest.security import Actor
from contest.store.engine import Store
from tests.contest.browsing import Browser, signed_in
from tests.contest.timetable_world import World, make_world, seat_everybody


@pytest.fixture
def world(store: Store) -> World:
    world = make_world(store)
    seat_everybody(store, world)
    return world


def browser(app: Flask, store: Store, actor: Actor) -> Browser:
    return signed_in(app, store, actor.staff_id or "")


def test_a_scan_is_answered_with_who_it_is_and_how_many_are_here(
    app: Flask, store: Store, world: World
) -> None:
    registrar = browser(app, store, world.actors["registrar"])
    assert registrar.get("/checkin").status_code == 200
    token = world.tokens[world.entries["lamian"][0]]
    first = registrar.ask("/checkin/scan", {"code": token}).get_json()
    assert (first["status"], first["name"], first["no"]) == ("in", "选手l1", "L-01")
    assert (first["present"], first["expected"]) == (1, 16)
    assert first["first_at"] is None
    again = registrar.ask("/checkin/scan", {"code": "l-01"}).get_json()
    assert again["status"] == "again"
    assert again["first_at"] is not None
    refused = registrar.ask("/checkin/scan", {"code": "nobody"}).get_json()
    assert refused["status"] == "refused"
    assert refused["zh"]
    assert refused["en"]


@pytest.mark.parametrize("body", [{"code": 5}, {}, {"code": "x", "more": 1}, {"code": "x" * 401}])
def test_a_scan_that_is_none_is_refused(
    app: Flask, store: Store, world: World, body: dict[str, object]
) -> None:
    registrar = browser(app, store, world.actors["registrar"])
    assert registrar.ask("/checkin/scan", body).status_code == 422


def test_the_organiser_opens_and_closes_and_sees_who_is_missing(
    app: Flask, store: Store, world: World
) -> None:
    organiser = browser(app, store, world.organiser)
    page = organiser.get("/desk/checkin").text
    assert "检录开放中" in page
    assert "选手l1" in page
    organiser.submit("/desk/checkin", page="/desk/checkin", open="0")
    assert "检录未开放" in organiser.get("/desk/checkin").text
    registrar = browser(app, store, world.actors["registrar"])
    answer = registrar.ask("/checkin/scan", {"code": "L-01"}).get_json()
    assert answer["status"] == "refused"
    assert "尚未开放" in answer["zh"]


def test_a_judge_neither_scans_nor_switches(app: Flask, store: Store, world: World) -> None:
    judge = browser(app, store, world.actors["judge"])
    assert judge.get("/checkin").status_code == 403
    assert judge.ask("/checkin/scan", {"code": "L-01"}).status_code == 403
    assert Browser(app).ask("/checkin/scan", {"code": "L-01"}).status_code == 401
