"""Signing in with a badge and a PIN: what is counted, what locks, what a stranger can do."""

import threading
from datetime import timedelta

import pytest

from contest.clock import now
from contest.ids import new_badge_token
from contest.lives import PINS_IN_A_DAY
from contest.operations import access, credentials, devices, hashing, lockout, people, sessions
from contest.queries.access import who_asks
from contest.security import CHIEF_JUDGE, JUDGE, ORGANISER, REGISTRAR, SUPERVISOR
from contest.store import access as proofs
from contest.store import journal
from contest.store.engine import Store
from contest.store.tables.access import SignIn
from tests.contest import access_world
from tests.contest.access_world import KEYS, PIN, World

WRONG = "718293"


@pytest.fixture
def world(store: Store) -> World:
    return access_world.build(store)


def role_of(store: Store, token: str) -> str:
    with store.reading() as tx:
        return who_asks(tx.connection(), token).role


def tries(store: Store, staff_id: str) -> list[int]:
    with store.reading() as tx:
        return sorted(row.in_a_row for row in proofs.pin_tries(tx, staff_id))


def kinds(store: Store, world: World) -> list[str]:
    with store.reading() as tx:
        return [line.kind for line in journal.lines(tx, world.contest_id)]


@pytest.mark.parametrize("role", [REGISTRAR, "coding_judge", JUDGE, CHIEF_JUDGE, SUPERVISOR])
def test_every_official_but_the_organiser_comes_in_with_badge_and_pin(
    store: Store, world: World, role: str
) -> None:
    device = access_world.enrolled(store, world)
    badge = access_world.equip(store, world, role)
    signed_in = access_world.sign_in(store, device, badge)
    with store.reading() as tx:
        actor = who_asks(tx.connection(), signed_in.token)
    assert (actor.role, actor.staff_id) == (role, world.staff[role])
    assert kinds(store, world)[-1] == "contest:signin:start"


def test_photographed_badge_opens_nothing(store: Store, world: World) -> None:
    """The device is not enrolled: nothing is compared, counted or kept."""
    badge = access_world.equip(store, world, JUDGE)
    for secret in ("", "made-up-secret"):
        shown = access.show_badge(store, device_token=secret, badge=badge)
        assert shown.device == "unknown"
        with pytest.raises(access.DeviceUnknown):
            access.sign_in_with_pin(
                store, keys=KEYS, device_token=secret, challenge=shown.challenge, pin=PIN
            )
    assert tries(store, world.staff[JUDGE]) == []


def test_stranger_cannot_lock_a_judge_out(store: Store, world: World) -> None:
    device = access_world.enrolled(store, world)
    badge = access_world.equip(store, world, JUDGE)
    for _ in range(40):
        with pytest.raises(access.DeviceUnknown):
            access_world.sign_in(store, "stranger", badge, pin=WRONG)
    assert access_world.sign_in(store, device, badge).role == JUDGE


def test_a_good_and_a_bad_badge_get_the_same_answer(store: Store, world: World) -> None:
    device = access_world.enrolled(store, world)
    good = access_world.equip(store, world, JUDGE)
    answers = []
    for badge in (good, new_badge_token("J"), "J1", "https://example.org/", "x" * 200):
        shown = access.show_badge(store, device_token=device, badge=badge)
        answers.append((shown.device, len(shown.challenge)))
        with pytest.raises(access.WrongBadgeOrPin):
            access.sign_in_with_pin(
                store, keys=KEYS, device_token=device, challenge=shown.challenge, pin=WRONG
            )
    assert len(set(answers)) == 1


def test_five_wrong_pins_pause_the_badge_on_this_device_only(store: Store, world: World) -> None:
    device = access_world.enrolled(store, world)
    other = access_world.enrolled(store, world, "T-02")
    badge = access_world.equip(store, world, JUDGE)
    for _ in range(5):
        with pytest.raises(access.WrongBadgeOrPin):
            access_world.sign_in(store, device, badge, pin=WRONG)
    with pytest.raises(lockout.BadgeLocked):
        access_world.sign_in(store, device, badge)
    assert access_world.sign_in(store, other, badge).role == JUDGE


def test_a_right_pin_begins_the_count_anew(store: Store, world: World) -> None:
    device = access_world.enrolled(store, world)
    badge = access_world.equip(store, world, JUDGE)
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(access.WrongBadgeOrPin):
                access_world.sign_in(store, device, badge, pin=WRONG)
        access_world.sign_in(store, device, badge)
    assert tries(store, world.staff[JUDGE]) == [0]


def test_fifteen_wrong_pins_a_day_pause_the_badge_everywhere(store: Store, world: World) -> None:
    badge = access_world.equip(store, world, JUDGE)
    for number in range(PINS_IN_A_DAY // 5):
        device = access_world.enrolled(store, world, f"T-{number}")
        for _ in range(5):
            with pytest.raises(access.WrongBadgeOrPin):
                access_world.sign_in(store, device, badge, pin=WRONG)
    fresh = access_world.enrolled(store, world, "fresh")
    with pytest.raises(lockout.BadgeLocked):
        access_world.sign_in(store, fresh, badge)
    lockout.open_badge(store, actor=world.actor(REGISTRAR), staff_id=world.staff[JUDGE])
    assert access_world.sign_in(store, fresh, badge).role == JUDGE


def test_fifty_parallel_guesses_cost_fifty(
    store: Store, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each guess is counted and committed before it is compared: the sixth finds the badge shut."""
    device = access_world.enrolled(store, world)
    badge = access_world.equip(store, world, JUDGE)
    challenge = access.show_badge(store, device_token=device, badge=badge).challenge
    counts_at_comparison: list[int] = []
    outcomes: list[type[Exception]] = []
    monkeypatch.setattr(hashing.QUEUE, "_places", threading.BoundedSemaphore(50))

    def compare(*_: object) -> bool:
        # Another connection sees the count already: it was committed first.
        counts_at_comparison.extend(tries(store, world.staff[JUDGE]))
        return False

    monkeypatch.setattr(access, "verify_pin", compare)

    def guess(number: int) -> None:
        try:
            access.sign_in_with_pin(
                store,
                keys=KEYS,
                device_token=device,
                challenge=challenge,
                pin=f"{number:06d}",
            )
        except (access.WrongBadgeOrPin, lockout.BadgeLocked) as refusal:
            outcomes.append(type(refusal))

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 50
    assert outcomes.count(access.WrongBadgeOrPin) == 5
    assert len(counts_at_comparison) == 5
    assert min(counts_at_comparison) >= 1
    assert tries(store, world.staff[JUDGE]) == [5]


def test_a_badge_waits_two_minutes_and_is_bound_to_its_device(
    store: Store, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = access_world.enrolled(store, world)
    other = access_world.enrolled(store, world, "T-02")
    badge = access_world.equip(store, world, JUDGE)
    shown = access.show_badge(store, device_token=device, badge=badge)

    def enter(secret: str) -> None:
        access.sign_in_with_pin(
            store, keys=KEYS, device_token=secret, challenge=shown.challenge, pin=PIN
        )

    with pytest.raises(access.ScanAgain):
        enter(other)
    late = now() + timedelta(seconds=121)
    with monkeypatch.context() as patch:
        patch.setattr(access, "now", lambda: late)
        with pytest.raises(access.ScanAgain):
            enter(device)
    enter(device)
    with pytest.raises(access.ScanAgain):
        enter(device)


def test_a_reprinted_badge_kills_the_old_one(store: Store, world: World) -> None:
    device = access_world.enrolled(store, world)
    old = access_world.equip(store, world, JUDGE)
    new = access_world.equip(store, world, JUDGE)
    with pytest.raises(access.WrongBadgeOrPin):
        access_world.sign_in(store, device, old)
    assert access_world.sign_in(store, device, new).role == JUDGE


def test_a_badge_of_another_contest_opens_nothing_here(store: Store, world: World) -> None:
    device = access_world.enrolled(store, world)
    elsewhere = access_world.build(store, name="另一个大赛")
    badge = access_world.equip(store, elsewhere, JUDGE)
    with pytest.raises(access.WrongBadgeOrPin):
        access_world.sign_in(store, device, badge)


def test_a_stopped_official_is_out_at_once_and_stays_out(store: Store, world: World) -> None:
    device = access_world.enrolled(store, world)
    badge = access_world.equip(store, world, JUDGE)
    signed_in = access_world.sign_in(store, device, badge)
    organiser, judge = world.actor(ORGANISER), world.staff[JUDGE]
    people.set_active(store, actor=organiser, staff_id=judge, active=False)
    assert role_of(store, signed_in.token) == "audience"
    with pytest.raises(access.WrongBadgeOrPin):
        access_world.sign_in(store, device, badge)
    people.set_active(store, actor=organiser, staff_id=judge, active=True)
    assert role_of(store, signed_in.token) == "audience"
    assert access_world.sign_in(store, device, badge).role == JUDGE


def test_session_dies_with_its_device(store: Store, world: World) -> None:
    device = access_world.enrolled(store, world)
    badge = access_world.equip(store, world, JUDGE)
    signed_in = access_world.sign_in(store, device, badge)
    with store.reading() as tx:
        device_id = who_asks(tx.connection(), signed_in.token).device_id or ""
    devices.revoke(store, actor=world.actor(CHIEF_JUDGE), device_id=device_id)
    assert role_of(store, signed_in.token) == "audience"
    assert access.show_badge(store, device_token=device, badge=badge).device == "unknown"
    with pytest.raises(access.DeviceUnknown):
        access_world.sign_in(store, device, badge)


def test_takeover_is_shown(store: Store, world: World) -> None:
    """The second tablet is asked, the first is told, the journal has it."""
    first = access_world.enrolled(store, world, "一号平板")
    second = access_world.enrolled(store, world, "二号平板")
    badge = access_world.equip(store, world, JUDGE)
    old = access_world.sign_in(store, first, badge)
    with pytest.raises(sessions.SeatOpenElsewhere, match="一号平板"):
        access_world.sign_in(store, second, badge)
    assert role_of(store, old.token) == JUDGE
    new = access_world.sign_in(store, second, badge, takeover=True)
    assert role_of(store, new.token) == JUDGE
    with store.reading() as tx:
        ousted = who_asks(tx.connection(), old.token)
    assert ousted.facts == {"seat_taken_by": "二号平板"}
    with pytest.raises(Exception, match="二号平板") as told:
        ousted.must("mark.enter")
    assert getattr(told.value, "key", "") == "seat_taken"
    ousted.must("board.read")
    assert kinds(store, world)[-2:] == ["contest:lease:takeover", "contest:signin:start"]


def test_a_question_about_the_seat_costs_no_try_and_needs_no_second_scan(
    store: Store, world: World
) -> None:
    first = access_world.enrolled(store, world)
    second = access_world.enrolled(store, world, "T-02")
    badge = access_world.equip(store, world, JUDGE)
    access_world.sign_in(store, first, badge)
    shown = access.show_badge(store, device_token=second, badge=badge)
    for takeover in (False, True):
        try:
            access.sign_in_with_pin(
                store,
                keys=KEYS,
                device_token=second,
                challenge=shown.challenge,
                pin=PIN,
                takeover=takeover,
            )
        except sessions.SeatOpenElsewhere:
            assert not takeover
    assert tries(store, world.staff[JUDGE]) == [0, 0]


def test_a_registrar_may_use_two_phones_at_once(store: Store, world: World) -> None:
    badge = access_world.equip(store, world, REGISTRAR)
    tokens = [
        access_world.sign_in(store, access_world.enrolled(store, world, name), badge).token
        for name in ("P-1", "P-2")
    ]
    assert [role_of(store, token) for token in tokens] == [REGISTRAR, REGISTRAR]


def test_the_next_judge_on_a_tablet_signs_the_last_one_out(store: Store, world: World) -> None:
    device = access_world.enrolled(store, world)
    first = access_world.sign_in(store, device, access_world.equip(store, world, JUDGE))
    second = access_world.sign_in(store, device, access_world.equip(store, world, "judge_2"))
    assert role_of(store, first.token) == "audience"
    assert role_of(store, second.token) == JUDGE
    with store.reading() as tx:
        last = journal.lines(tx, world.contest_id)[-1]
        assert last.body["instead_of"] == [world.staff[JUDGE]]


@pytest.mark.parametrize(
    ("role", "idle", "most"),
    [(JUDGE, 14 * 60, 14 * 60), (CHIEF_JUDGE, 15, 8 * 60), (SUPERVISOR, 15, 8 * 60)],
)
def test_a_sign_in_ends_when_idle_and_at_the_end_of_its_life(
    store: Store, world: World, monkeypatch: pytest.MonkeyPatch, role: str, idle: int, most: int
) -> None:
    device = access_world.enrolled(store, world)
    token = access_world.sign_in(store, device, access_world.equip(store, world, role)).token
    started = now()

    def role_after(minutes: float) -> str:
        with monkeypatch.context() as patch:
            patch.setattr(
                "contest.queries.access.now", lambda: started + timedelta(minutes=minutes)
            )
            return role_of(store, token)

    assert role_after(idle - 1) == role
    assert role_after(idle + 1) == "audience"
    with store.transaction() as tx:
        sign_in = proofs.sign_in_of(tx.connection(), access.token_hash(token))
        assert sign_in is not None
        tx.get_one(SignIn, sign_in.id).seen_at = started + timedelta(minutes=most - 1)
    assert role_after(most - 0.5) == role
    assert role_after(most + 1) == "audience"


def test_a_new_pin_ends_the_sign_ins_of_the_old_one(store: Store, world: World) -> None:
    device = access_world.enrolled(store, world)
    badge = access_world.equip(store, world, JUDGE)
    token = access_world.sign_in(store, device, badge).token
    issued = credentials.issue_pins(
        store, keys=KEYS, actor=world.actor(ORGANISER), staff_ids=[world.staff[JUDGE]]
    )
    assert role_of(store, token) == "audience"
    with pytest.raises(access.WrongBadgeOrPin):
        access_world.sign_in(store, device, badge, pin=PIN)
    assert access_world.sign_in(store, device, badge, pin=issued[world.staff[JUDGE]])


def test_signing_out_ends_the_session_and_frees_the_seat(store: Store, world: World) -> None:
    device = access_world.enrolled(store, world)
    badge = access_world.equip(store, world, JUDGE)
    token = access_world.sign_in(store, device, badge).token
    with store.reading() as tx:
        actor = who_asks(tx.connection(), token)
    sessions.sign_out(store, actor=actor)
    assert role_of(store, token) == "audience"
    assert access_world.sign_in(store, access_world.enrolled(store, world, "T-02"), badge)
