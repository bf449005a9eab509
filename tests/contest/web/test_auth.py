"""Signing in through the pages: cookies, answers, where one goes afterwards."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import Session
from werkzeug.test import TestResponse

from contest.ids import new_badge_token, token_hash
from contest.operations import credentials, hashing
from contest.operations.devices import enrol_here
from contest.operations.patience import Patience
from contest.security import CHIEF_JUDGE, JUDGE, ORGANISER, REGISTRAR, SUPERVISOR
from contest.store import access as proofs
from contest.store.engine import Store
from contest.store.tables.access import SignIn
from contest.web.auth import PATIENCE
from tests.contest import access_world
from tests.contest.access_world import PASSWORD, PIN, World
from tests.contest.browsing import Browser, signed_in, told

USER = "chen"


@pytest.fixture
def world(app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(access_world, "KEYS", app.config["LEITAI_KEYS"])
    built = access_world.build(store)
    credentials.set_password(
        store,
        keys=access_world.KEYS,
        actor=built.actor(ORGANISER),
        staff_id=built.staff[ORGANISER],
        user_name=USER,
        password=PASSWORD,
    )
    return built


def tablet(app: Flask, store: Store, world: World, name: str = "T-01") -> Browser:
    browser = Browser(app)
    browser.carry("lt_dev", enrol_here(store, actor=world.actor(ORGANISER), name=name))
    return browser


def scan(browser: Browser, badge: str) -> str:
    return str(told(browser.ask("/sign-in/badge", {"badge": badge}))["challenge"])


def enter(browser: Browser, badge: str, pin: str = PIN, *, takeover: bool = False) -> TestResponse:
    body = {"challenge": scan(browser, badge), "pin": pin, "takeover": takeover}
    return browser.ask("/sign-in/pin", body)


@pytest.mark.parametrize(
    ("role", "home"),
    [
        (REGISTRAR, "/checkin"),
        ("coding_judge", "/draw"),
        (JUDGE, "/tablet"),
        (CHIEF_JUDGE, "/chief"),
        (SUPERVISOR, "/draw"),
    ],
)
def test_badge_and_pin_lead_to_where_the_role_works(
    app: Flask, store: Store, world: World, role: str, home: str
) -> None:
    badge = access_world.equip(store, world, role)
    browser = tablet(app, store, world)
    shown = browser.ask("/sign-in/badge", {"badge": badge})
    assert (shown.status_code, told(shown)["device"]) == (200, "enrolled")
    answer = enter(browser, badge)
    assert (answer.status_code, answer.json) == (200, {"next": home})
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("lt=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/" in cookie


def test_photographed_badge_opens_nothing(app: Flask, store: Store, world: World) -> None:
    """A good badge and a made-up one get the same answer on a stranger's device, and no way in."""
    good = access_world.equip(store, world, JUDGE)
    answers = []
    for badge in (good, new_badge_token("J")):
        stranger = Browser(app)
        shown = stranger.ask("/sign-in/badge", {"badge": badge})
        refused = stranger.ask(
            "/sign-in/pin",
            {"challenge": told(shown)["challenge"], "pin": PIN, "takeover": True},
        )
        answers.append((told(shown)["device"], refused.status_code, refused.json))
        assert not stranger.cookie("lt")
    assert answers[0] == answers[1]
    assert answers[0][:2] == ("unknown", 401)


def test_a_wrong_pin_is_401_and_never_says_what_was_wrong(
    app: Flask, store: Store, world: World
) -> None:
    badge = access_world.equip(store, world, JUDGE)
    browser = tablet(app, store, world)
    answers = [enter(browser, shown, "718293") for shown in (badge, new_badge_token("J"))]
    assert {answer.status_code for answer in answers} == {401}
    assert answers[0].json == answers[1].json


def test_a_second_tablet_asks_and_the_first_is_told(app: Flask, store: Store, world: World) -> None:
    badge = access_world.equip(store, world, JUDGE)
    first = tablet(app, store, world, "一号平板")
    second = tablet(app, store, world, "二号平板")
    enter(first, badge)
    asked = enter(second, badge)
    assert asked.status_code == 409
    assert told(asked)["takeover"] is True
    assert "一号平板" in told(asked)["zh"]
    taken = enter(second, badge, takeover=True)
    assert taken.json == {"next": "/tablet"}
    ousted = first.get("/pin", **{"X-Leitai": "1"})
    assert (ousted.status_code, told(ousted)["key"]) == (409, "seat_taken")
    assert "二号平板" in told(ousted)["zh"]
    assert first.get("/j").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"challenge": "x", "pin": 294816},
        {"challenge": "x", "pin": "294816", "takeover": 1},
        {"challenge": "x", "pin": "294816", "staff_id": "somebody"},
        {"pin": "294816"},
        {"challenge": "x" * 65, "pin": "294816"},
        [],
    ],
)
def test_a_body_that_is_not_exactly_what_was_asked_for_is_refused(
    app: Flask, world: World, body: object
) -> None:
    answer = Browser(app).ask("/sign-in/pin", body)
    assert (answer.status_code, told(answer)["key"]) == (422, "bad_input")


def organiser_signs_in(browser: Browser, password: str = PASSWORD) -> TestResponse:
    return browser.submit("/sign-in", user_name=USER, password=password)


def test_an_organiser_signs_in_and_out(app: Flask, world: World) -> None:
    browser = Browser(app)
    answer = organiser_signs_in(browser)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk")
    token = browser.cookie("lt")
    assert browser.get("/desk/people").status_code == 200
    out = browser.submit("/sign-out", page="/desk/people")
    assert (out.status_code, out.headers["Location"]) == (303, "/sign-in")
    assert browser.cookie("lt") == ""
    browser.carry("lt", token)
    assert browser.get("/desk/people").status_code == 401


def test_a_failed_sign_in_gives_the_form_back_with_the_name_and_a_sentence(
    app: Flask, world: World
) -> None:
    answer = organiser_signs_in(Browser(app), "not this one at all")
    assert answer.status_code == 401
    assert "用户名或密码不正确" in answer.text
    assert f'value="{USER}"' in answer.text


def test_after_failures_the_answer_says_how_long_to_wait(app: Flask, world: World) -> None:
    app.extensions[PATIENCE] = Patience(clock=lambda: 0.0)
    browser = Browser(app)
    for _ in range(6):
        organiser_signs_in(browser, "not this one at all")
    answer = organiser_signs_in(browser)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")


def test_next_stays_home(app: Flask, world: World) -> None:
    """The page asked for is kept as endpoint and arguments; no address in a request counts."""
    browser = Browser(app)
    wanted = f"/desk/people/{world.staff[JUDGE]}"
    assert browser.get(wanted).status_code == 401
    answer = browser.submit(
        "/sign-in?next=https://evil.example/&back=//evil.example",
        user_name=USER,
        password=PASSWORD,
        next="https://evil.example/",
    )
    assert answer.headers["Location"] == wanted


def test_a_page_of_another_role_is_not_gone_to(app: Flask, store: Store, world: World) -> None:
    browser = tablet(app, store, world)
    assert browser.get("/desk/people").status_code == 401
    badge = access_world.equip(store, world, JUDGE)
    assert enter(browser, badge).json == {"next": "/tablet"}


def test_every_sign_in_gets_a_new_session_and_ends_the_forms_of_before(
    app: Flask, world: World
) -> None:
    browser = Browser(app)
    old_form = browser.token()
    organiser_signs_in(browser)
    first = browser.cookie("lt")
    sent = browser.client.post(
        "/sign-out", data={"csrf_token": old_form}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert sent.status_code == 403
    organiser_signs_in(browser)
    assert browser.cookie("lt") != first


def test_ten_pins_a_minute_are_enough_for_a_device(app: Flask, store: Store, world: World) -> None:
    one, other = tablet(app, store, world), tablet(app, store, world, "T-02")
    body = {"challenge": "unknown", "pin": PIN}
    answers = [one.ask("/sign-in/pin", body) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    # The tablet on the next table has the same address and is not slowed down.
    assert other.ask("/sign-in/pin", body).status_code == 401


def test_hash_queue_is_bounded(
    app: Flask, store: Store, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = tablet(app, store, world)
    badge = access_world.equip(store, world, JUDGE)
    monkeypatch.setattr(hashing.QUEUE, "_places", threading.BoundedSemaphore(1))
    with hashing.QUEUE.place():
        answer = enter(browser, badge)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
    assert enter(browser, badge).status_code == 200


def test_an_official_changes_his_pin(app: Flask, store: Store, world: World) -> None:
    badge = access_world.equip(store, world, JUDGE)
    browser = tablet(app, store, world)
    enter(browser, badge)

    def change(present: str, pin: str, again: str) -> str:
        sent = browser.submit("/pin", page="/pin", present=present, pin=pin, again=again)
        assert sent.headers["Location"] == "/pin"
        return browser.get("/pin").text

    assert "两次输入的新 PIN 不一致" in change(PIN, "604917", "604918")
    assert "太容易猜到" in change(PIN, "111111", "111111")
    assert "当前 PIN 不正确" in change("718293", "604917", "604917")
    assert "PIN 已更改" in change(PIN, "604917", "604917")
    assert enter(browser, badge, "604917").status_code == 200


def test_the_session_is_kept_alive_by_people_not_by_pages_asking(
    app: Flask, store: Store, world: World
) -> None:
    browser = signed_in(app, store, world.staff[ORGANISER])
    with store.transaction() as tx:
        row = _row(tx, browser)
        before = row.seen_at = row.seen_at - timedelta(minutes=10)
    browser.get("/desk/devices.json", **{"X-Leitai": "1"})
    with store.reading() as tx:
        assert _row(tx, browser).seen_at == before
    browser.get("/desk/devices")
    with store.reading() as tx:
        assert _row(tx, browser).seen_at > before


def _row(tx: Session, browser: Browser) -> SignIn:
    found = proofs.sign_in_of(tx.connection(), token_hash(browser.cookie("lt")))
    assert found is not None
    return tx.get_one(SignIn, found.id)
