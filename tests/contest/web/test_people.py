"""The pages about people, devices and the journal, used as an organiser uses them."""

import re

import pytest
from flask import Flask

from contest.security import CHIEF_JUDGE, JUDGE, ORGANISER, REGISTRAR, SUPERVISOR
from contest.store.engine import Store
from tests.contest import access_world
from tests.contest.access_world import PASSWORD, World
from tests.contest.browsing import Browser, signed_in, told


@pytest.fixture
def world(app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(access_world, "KEYS", app.config["LEITAI_KEYS"])
    return access_world.build(store)


@pytest.fixture
def organiser(app: Flask, store: Store, world: World) -> Browser:
    return signed_in(app, store, world.staff[ORGANISER])


def test_an_official_is_added_gets_a_pin_and_is_stopped(organiser: Browser) -> None:
    sent = organiser.submit(
        "/desk/people/new", page="/desk/people/new", name="买买提·艾力", role=JUDGE
    )
    assert sent.status_code == 303
    one = sent.headers["Location"]
    assert "买买提·艾力" in organiser.get(one).text
    staff_id = one.rsplit("/", 1)[-1]
    slips = organiser.submit("/desk/people/pins", page=one, staff_id=staff_id)
    assert slips.status_code == 200
    assert slips.headers["Cache-Control"] == "no-store"
    assert re.search(r'class="pin">\d{3} \d{3}<', slips.text)
    organiser.submit(f"{one}/active", page=one, active="0")
    assert "已停用" in organiser.get(one).text
    organiser.submit(f"{one}/active", page=one, active="1")
    assert "已停用" not in organiser.get(one).text


def test_a_refused_form_comes_back_filled_in(organiser: Browser, world: World) -> None:
    sent = organiser.submit(
        "/desk/people/new", page="/desk/people/new", name="李䶮", role=CHIEF_JUDGE, phone="138"
    )
    assert sent.status_code == 422
    assert "裁判长必须指定工种" in sent.text
    assert 'value="李䶮"' in sent.text
    assert 'value="138"' in sent.text


def test_a_name_in_markup_stays_a_name(organiser: Browser) -> None:
    sent = organiser.submit(
        "/desk/people/new", page="/desk/people/new", name="<script>alert(1)</script>", role=JUDGE
    )
    for page in (sent.headers["Location"], "/desk/people", "/desk/journal"):
        assert "<script>alert" not in organiser.get(page).text


def test_a_certificate_is_added_once(organiser: Browser, world: World) -> None:
    page = f"/desk/people/{world.staff[JUDGE]}"
    fields = {"trade_id": world.trades["welder"], "number": "CP-77"}
    sent = organiser.submit(f"{page}/certificates", page=page, **fields)
    assert sent.status_code == 303
    assert "CP-77" in organiser.get(page).text
    again = organiser.submit(f"{page}/certificates", page=page, **fields)
    assert again.status_code == 409


def test_an_organisers_password_is_set_and_works(
    app: Flask, organiser: Browser, world: World
) -> None:
    page = f"/desk/people/{world.staff[ORGANISER]}"
    fields = {"user_name": "chen", "password": PASSWORD}
    assert organiser.submit(f"{page}/password", page=page, **fields).status_code == 303
    # His own sessions end with the old password.
    assert organiser.get("/desk/people").status_code == 401
    answer = Browser(app).submit("/sign-in", **fields)
    assert answer.headers["Location"] == "/desk"


def test_a_device_comes_in_through_the_pages(app: Flask, organiser: Browser) -> None:
    organiser.submit("/desk/devices/window", page="/desk/devices", minutes="10", most="5")
    before = told(organiser.get("/desk/devices.json"))
    tablet = Browser(app)
    asked = told(tablet.ask("/devices/enrol", {"name": "焊工 3 号平板"}))
    assert asked["state"] == "waiting"
    assert told(organiser.get("/desk/devices.json")) != before
    page = organiser.get("/desk/devices").text
    assert asked["check"] in page
    assert "焊工 3 号平板" in page
    decide = re.search(r'action="(/desk/devices/[0-9A-Z]{26})"', page)
    assert decide
    organiser.submit(decide.group(1), page="/desk/devices", accept="1")
    assert told(tablet.get("/devices/enrol"))["state"] == "enrolled"
    assert told(tablet.ask("/sign-in/badge", {"badge": "J1"}))["device"] == "enrolled"
    organiser.submit(f"{decide.group(1)}/revoke", page="/desk/devices")
    assert told(tablet.get("/devices/enrol"))["state"] == "closed"


def test_a_devices_secret_is_in_a_cookie_that_no_script_reads(
    app: Flask, organiser: Browser
) -> None:
    organiser.submit("/desk/devices/window", page="/desk/devices", minutes="10", most="5")
    answer = Browser(app).ask("/devices/enrol", {"name": "T"})
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("lt_dev=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    secret = cookie.split(";")[0].split("=")[1]
    assert secret not in answer.text


def test_the_desks_own_computer_is_enrolled_with_one_tap(organiser: Browser) -> None:
    organiser.submit("/desk/devices/here", page="/desk/devices", name="组委会一号机")
    assert organiser.cookie("lt_dev")
    page = organiser.get("/desk/devices").text
    assert "组委会一号机" in page
    assert "（本机）" in page


def test_a_locked_badge_is_opened_by_whoever_sees_the_person(
    app: Flask, store: Store, world: World
) -> None:
    device = access_world.enrolled(store, world)
    badge = access_world.equip(store, world, JUDGE)
    tablet = Browser(app)
    tablet.carry("lt_dev", device)
    challenge = told(tablet.ask("/sign-in/badge", {"badge": badge}))["challenge"]
    for _ in range(6):
        answer = tablet.ask("/sign-in/pin", {"challenge": challenge, "pin": "718293"})
    assert told(answer)["key"] == "badge_locked"
    registrar = signed_in(app, store, world.staff[REGISTRAR])
    assert registrar.get("/desk/people").status_code == 403
    assert "X-03" in registrar.get("/desk/locks").text
    registrar.submit(f"/desk/people/{world.staff[JUDGE]}/open", page="/desk/locks")
    assert "没有锁定的证件" in registrar.get("/desk/locks").text
    good = tablet.ask("/sign-in/pin", {"challenge": challenge, "pin": access_world.PIN})
    assert good.status_code == 200


def test_the_journal_says_who_did_what_and_a_chief_judge_reads_his_own_trade(
    app: Flask, store: Store, world: World, organiser: Browser
) -> None:
    access_world.equip(store, world, JUDGE)
    text = organiser.get("/desk/journal").text
    assert "设定 PIN" in text
    assert "X-03" in text
    chief = signed_in(app, store, world.staff[CHIEF_JUDGE]).get("/desk/journal").text
    assert "设定 PIN" not in chief
    welder = world.trades["welder"]
    asked = signed_in(app, store, world.staff[CHIEF_JUDGE]).get(f"/desk/journal?trade={welder}")
    assert "设定 PIN" not in asked.text
    elsewhere = access_world.build(store, name="另一个大赛")
    foreign = organiser.get(f"/desk/journal?trade={elsewhere.trades['welder']}")
    assert foreign.status_code == 404


def test_a_supervisor_reads_and_changes_nothing(app: Flask, store: Store, world: World) -> None:
    supervisor = signed_in(app, store, world.staff[SUPERVISOR])
    for page in ("/desk/people", f"/desk/people/{world.staff[JUDGE]}", "/desk/devices"):
        answer = supervisor.get(page)
        assert answer.status_code == 200
        # The only form is the one for signing out.
        assert re.findall(r'<form[^>]*action="([^"]*)"', answer.text) == ["/sign-out"]


def test_the_pages_speak_english(app: Flask, organiser: Browser, world: World) -> None:
    page = organiser.get("/desk/devices", **{"Accept-Language": "en"})
    assert 'lang="en"' in page.text
