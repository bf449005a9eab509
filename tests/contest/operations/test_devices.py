"""Enrolling devices: the window, the check number, the organiser's tick, the way out."""

import threading
from datetime import timedelta

import pytest

from contest.clock import now
from contest.errors import BadInput, NotAllowed, NotFound
from contest.ids import token_hash
from contest.lives import WAITING_DEVICES
from contest.operations import devices
from contest.queries.access import enrolled_device
from contest.queries.devices import device_page
from contest.security import JUDGE, ORGANISER, REGISTRAR
from contest.store import devices as stored
from contest.store import journal
from contest.store.engine import Store
from tests.contest import access_world
from tests.contest.access_world import World


@pytest.fixture
def world(store: Store) -> World:
    return access_world.build(store)


def device_id(store: Store, token: str | None) -> str:
    with store.reading() as tx:
        device = stored.device_of(tx, token_hash(token or ""))
        assert device is not None
        return device.id


def test_a_device_comes_in_by_window_check_number_and_tick(store: Store, world: World) -> None:
    organiser = world.actor(ORGANISER)
    devices.open_enrolment(store, actor=organiser, minutes=10, most=3)
    asked = devices.ask(store, device_token="", name="  焊工  3 号 ")
    assert (asked.state, len(asked.check), asked.check.isdecimal()) == ("waiting", 4, True)
    with store.reading() as tx:
        page = device_page(tx, organiser)
    assert page.window is not None
    assert [(one.name, one.check) for one in page.window.waiting] == [("焊工 3 号", asked.check)]
    devices.decide(store, actor=organiser, device_id=page.window.waiting[0].id, accept=True)
    assert asked.token is not None
    assert devices.asked(store, device_token=asked.token).state == "enrolled"
    with store.reading() as tx:
        assert enrolled_device(tx, asked.token) == page.window.waiting[0].id
        assert journal.lines(tx, world.contest_id)[-1].kind == "contest:device:enrol"


def test_only_the_hash_of_a_devices_secret_is_kept(store: Store, world: World) -> None:
    token = access_world.enrolled(store, world)
    with store.reading() as tx:
        row = stored.device_of(tx, token_hash(token))
        assert row is not None
        assert token not in str(row.model_dump())


def test_without_an_open_window_nobody_can_ask(store: Store, world: World) -> None:
    assert devices.ask(store, device_token="", name="T").state == "closed"
    organiser = world.actor(ORGANISER)
    devices.open_enrolment(store, actor=organiser, minutes=10, most=3)
    devices.close_enrolment(store, actor=organiser)
    assert devices.ask(store, device_token="", name="T") == devices.Asked(check="", state="closed")


def test_a_window_ends_by_itself(
    store: Store, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    organiser = world.actor(ORGANISER)
    devices.open_enrolment(store, actor=organiser, minutes=10, most=3)
    asked = devices.ask(store, device_token="", name="T")
    later = now() + timedelta(minutes=11)
    monkeypatch.setattr(stored, "now", lambda: later)
    monkeypatch.setattr(devices, "now", lambda: later)
    assert devices.ask(store, device_token="", name="U").state == "closed"
    assert devices.asked(store, device_token=asked.token or "").state == "closed"
    with pytest.raises(devices.NoWindow):
        devices.decide(store, actor=organiser, device_id=device_id(store, asked.token), accept=True)


@pytest.mark.parametrize(("minutes", "most"), [(0, 5), (31, 5), (10, 0), (10, 61)])
def test_a_window_is_at_most_thirty_minutes_and_sixty_devices(
    store: Store, world: World, minutes: int, most: int
) -> None:
    with pytest.raises(devices.WindowTooLarge, match="30 minutes"):
        devices.open_enrolment(store, actor=world.actor(ORGANISER), minutes=minutes, most=most)


def test_two_ticks_at_once_cannot_overfill_a_window(store: Store, world: World) -> None:
    organiser = world.actor(ORGANISER)
    devices.open_enrolment(store, actor=organiser, minutes=10, most=1)
    ids = [
        device_id(store, devices.ask(store, device_token="", name=name).token)
        for name in ("A", "B", "C")
    ]
    refused: list[str] = []

    def tick(one: str) -> None:
        try:
            devices.decide(store, actor=organiser, device_id=one, accept=True)
        except devices.NoWindow as refusal:
            refused.append(refusal.key)

    threads = [threading.Thread(target=tick, args=(one,)) for one in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 2
    with store.reading() as tx:
        assert len(device_page(tx, organiser).enrolled) == 1


def test_strangers_who_ask_do_not_use_up_the_window(store: Store, world: World) -> None:
    organiser = world.actor(ORGANISER)
    devices.open_enrolment(store, actor=organiser, minutes=10, most=1)
    stranger = devices.ask(store, device_token="", name="stranger")
    devices.decide(store, actor=organiser, device_id=device_id(store, stranger.token), accept=False)
    assert devices.asked(store, device_token=stranger.token or "").state == "closed"
    ours = devices.ask(store, device_token="", name="ours")
    devices.decide(store, actor=organiser, device_id=device_id(store, ours.token), accept=True)
    with pytest.raises(devices.DeviceNotWaiting):
        devices.decide(store, actor=organiser, device_id=device_id(store, ours.token), accept=True)


def test_waiting_devices_are_bounded(store: Store, world: World) -> None:
    devices.open_enrolment(store, actor=world.actor(ORGANISER), minutes=10, most=5)
    states = [
        devices.ask(store, device_token="", name=f"T{n}").state for n in range(WAITING_DEVICES + 2)
    ]
    assert states.count("waiting") == WAITING_DEVICES
    assert states[-2:] == ["closed", "closed"]


def test_asking_twice_keeps_the_number_and_the_secret(store: Store, world: World) -> None:
    devices.open_enrolment(store, actor=world.actor(ORGANISER), minutes=10, most=3)
    first = devices.ask(store, device_token="", name="T")
    again = devices.ask(store, device_token=first.token or "", name="T")
    assert (again.check, again.state, again.token) == (first.check, "waiting", None)


def test_a_device_needs_a_name(store: Store, world: World) -> None:
    with pytest.raises(BadInput, match="name"):
        devices.ask(store, device_token="", name="   ")


def test_others_may_put_devices_out_but_not_let_them_in(store: Store, world: World) -> None:
    devices.open_enrolment(store, actor=world.actor(ORGANISER), minutes=10, most=3)
    asked = devices.ask(store, device_token="", name="T")
    waiting = device_id(store, asked.token)
    with pytest.raises(NotAllowed):
        devices.decide(store, actor=world.actor(REGISTRAR), device_id=waiting, accept=True)
    with pytest.raises(NotAllowed):
        devices.revoke(store, actor=world.actor(JUDGE), device_id=waiting)
    devices.revoke(store, actor=world.actor(REGISTRAR), device_id=waiting)
    assert devices.asked(store, device_token=asked.token or "").state == "closed"


def test_another_contests_device_is_not_found(store: Store, world: World) -> None:
    token = access_world.enrolled(store, world)
    elsewhere = access_world.build(store, name="另一个大赛")
    with pytest.raises(NotFound):
        devices.revoke(store, actor=elsewhere.actor(ORGANISER), device_id=device_id(store, token))
