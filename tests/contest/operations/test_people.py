"""Officials: one person one role, certificates, PINs, passwords, the first organiser."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy.exc import IntegrityError

from contest.errors import BadInput, NotAllowed, NotFound
from contest.ids import token_hash
from contest.keys import Keys
from contest.operations import access, badges, credentials, founding, passwords, people, placing
from contest.operations.patience import Patience
from contest.operations.placing import NewOfficial
from contest.proofs import PasswordTooShort, PasswordTooSimple, PinNotSixDigits, PinTooSimple
from contest.queries.access import who_asks
from contest.queries.people import official, officials
from contest.roster.identity import check_character
from contest.secrets import open_id_number, verify_password, verify_pin
from contest.security import CHIEF_JUDGE, JUDGE, ORGANISER, REGISTRAR, SUPERVISOR
from contest.store import access as proofs
from contest.store import journal
from contest.store import people as stored
from contest.store.engine import Store
from tests.contest import access_world
from tests.contest.access_world import KEYS, PASSWORD, PIN, World

OTHER_KEYS = Keys(cookies=b"a" * 32, pepper=b"b" * 32, personal=b"c" * 32, lookup=b"d" * 32)


@pytest.fixture
def world(store: Store) -> World:
    return access_world.build(store)


def id_number(order: int) -> str:
    first = f"11010119800307{order:03d}"
    return first + check_character(first)


def add(store: Store, world: World, **facts: Any) -> str:
    new = replace(NewOfficial(name="欧阳娜仁", role=JUDGE), **facts)
    return people.add_staff(store, keys=KEYS, actor=world.actor(ORGANISER), official=new)


def test_an_official_gets_number_certificate_and_sealed_id_number(
    store: Store, world: World
) -> None:
    number = id_number(12)
    staff_id = add(
        store, world, trade_id=world.trades["lamian"], certificate="CP-1", id_number=number
    )
    with store.reading() as tx:
        one = official(tx, world.actor(SUPERVISOR), staff_id)
        person = stored.staff_with_person(tx, staff_id)[1]
        assert number not in str(person.model_dump())
        assert open_id_number(KEYS, person.id, person.id_cipher or "") == number
        assert (person.born_on, person.gender) == (date(1980, 3, 7), "女")
    assert (one.number, one.id_last4, one.certificates[0].number) == ("J-01", number[-4:], "CP-1")


def test_numbers_go_on_and_may_be_chosen_but_not_twice(store: Store, world: World) -> None:
    add(store, world, number="j-02")
    with pytest.raises(placing.NumberTaken):
        add(store, world, name="马可", number="J-02")
    ids = [add(store, world, name=f"裁判{n}") for n in range(2)]
    with store.reading() as tx:
        numbers = {one.id: one.number for one in officials(tx, world.actor(ORGANISER))}
    assert [numbers[one] for one in ids] == ["J-01", "J-03"]


def test_one_person_holds_one_role(store: Store, world: World) -> None:
    add(store, world, id_number=id_number(1))
    with pytest.raises(
        placing.HoldsARole, match="欧阳娜仁 already has a role in this contest, as J-01"
    ):
        add(store, world, role=SUPERVISOR, id_number=id_number(1))
    with pytest.raises(placing.SameName):
        add(store, world, role=SUPERVISOR)
    assert add(store, world, role=SUPERVISOR, namesake=True)


def test_the_database_itself_refuses_a_second_role(store: Store, world: World) -> None:
    with store.reading() as tx:
        person_id = stored.get_staff(tx, world.staff[JUDGE]).person_id
    with pytest.raises(IntegrityError), store.transaction() as tx:
        stored.add_staff(
            tx,
            contest_id=world.contest_id,
            person_id=person_id,
            role=SUPERVISOR,
            number="S-99",
        )


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"name": "  "}, BadInput),
        ({"role": "emperor"}, BadInput),
        ({"role": CHIEF_JUDGE}, placing.TradeNeeded),
        ({"id_number": "110101198003070011"}, BadInput),
        ({"trade_id": "nothing"}, NotFound),
        ({"delegation_id": "nothing"}, NotFound),
    ],
)
def test_what_cannot_be_is_refused(
    store: Store, world: World, facts: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        add(store, world, **facts)


def test_another_contests_trade_and_official_are_not_found(store: Store, world: World) -> None:
    elsewhere = access_world.build(store, name="另一个大赛")
    with pytest.raises(NotFound):
        add(store, world, trade_id=elsewhere.trades["lamian"])
    organiser = world.actor(ORGANISER)
    judge = elsewhere.staff[JUDGE]
    with pytest.raises(NotFound):
        people.set_active(store, actor=organiser, staff_id=judge, active=False)
    with pytest.raises(NotFound):
        credentials.set_pin(store, keys=KEYS, actor=organiser, staff_id=judge, pin=PIN)
    with pytest.raises(NotFound):
        badges.issue_staff_badges(store, keys=KEYS, actor=organiser, staff_ids=[judge])
    with pytest.raises(NotFound), store.reading() as tx:
        official(tx, organiser, judge)


def test_only_organisers_change_officials(store: Store, world: World) -> None:
    with pytest.raises(NotAllowed):
        people.add_staff(
            store,
            keys=KEYS,
            actor=world.actor(CHIEF_JUDGE),
            official=NewOfficial(name="新人", role=JUDGE),
        )


def test_a_judge_has_one_certificate_a_trade(store: Store, world: World) -> None:
    for _ in range(2):
        try:
            people.certify(
                store,
                actor=world.actor(ORGANISER),
                staff_id=world.staff[JUDGE],
                trade_id=world.trades["welder"],
                number="CP-7",
            )
        except people.AlreadyCertified:
            break
    else:
        pytest.fail("a second certificate for the same trade was taken")


def test_the_last_organiser_cannot_be_stopped(store: Store, world: World) -> None:
    organiser = world.actor(ORGANISER)
    with pytest.raises(people.LastOrganiser):
        people.set_active(store, actor=organiser, staff_id=world.staff[ORGANISER], active=False)
    add(store, world, role=ORGANISER)
    people.set_active(store, actor=organiser, staff_id=world.staff[ORGANISER], active=False)


@pytest.mark.parametrize(
    "pin",
    ["123456", "098765", "111111", "121212", "123123", "112211", "800307", "070380", "198003"],
)
def test_pins_that_everybody_guesses_are_refused(store: Store, world: World, pin: str) -> None:
    staff_id = add(store, world, id_number=id_number(1))
    with pytest.raises(PinTooSimple):
        credentials.set_pin(
            store, keys=KEYS, actor=world.actor(ORGANISER), staff_id=staff_id, pin=pin
        )


@pytest.mark.parametrize("pin", ["12345", "1234567", "29481x", "２９４８１６", ""])
def test_a_pin_is_six_digits(store: Store, world: World, pin: str) -> None:
    with pytest.raises(PinNotSixDigits):
        credentials.set_pin(
            store, keys=KEYS, actor=world.actor(ORGANISER), staff_id=world.staff[JUDGE], pin=pin
        )


def test_dump_alone_cannot_check_a_pin(store: Store, world: World) -> None:
    """Whoever has the whole database, but not the pepper beside it, cannot try six digits."""
    access_world.equip(store, world, JUDGE)
    judge = world.staff[JUDGE]
    with store.reading() as tx:
        credential = proofs.get_credential(tx, judge)
        assert credential is not None
        stored_hash = credential.pin_hash or ""
    assert verify_pin(KEYS, judge, stored_hash, PIN)
    assert not verify_pin(OTHER_KEYS, judge, stored_hash, PIN)
    assert not verify_pin(KEYS, world.staff["judge_2"], stored_hash, PIN)
    for guess in (PIN, f"{judge}:{PIN}", token_hash(PIN), token_hash(f"{judge}:{PIN}")):
        with pytest.raises(VerificationError):
            PasswordHasher().verify(stored_hash, guess)


def test_organisers_have_no_pin(store: Store, world: World) -> None:
    with pytest.raises(credentials.OrganiserHasPassword):
        credentials.set_pin(
            store,
            keys=KEYS,
            actor=world.actor(ORGANISER),
            staff_id=world.staff[ORGANISER],
            pin=PIN,
        )


def test_issued_pins_are_good_ones_and_written_down_as_one_line(store: Store, world: World) -> None:
    ids = [world.staff[JUDGE], world.staff["judge_2"]]
    issued = credentials.issue_pins(store, keys=KEYS, actor=world.actor(ORGANISER), staff_ids=ids)
    assert set(issued) == set(ids)
    with store.reading() as tx:
        line = journal.lines(tx, world.contest_id)[-1]
        assert sorted(line.body["staff_ids"]) == sorted(ids)
        assert not any(pin in str(line.body) for pin in issued.values())


def test_a_judge_changes_his_own_pin_with_the_present_one(store: Store, world: World) -> None:
    device = access_world.enrolled(store, world)
    badge = access_world.equip(store, world, JUDGE)
    token = access_world.sign_in(store, device, badge).token
    with store.reading() as tx:
        judge = who_asks(tx.connection(), token)

    def change(present: str, pin: str) -> None:
        credentials.change_own_pin(
            store, keys=KEYS, actor=judge, device_token=device, present=present, pin=pin
        )

    with pytest.raises(credentials.PinNotConfirmed):
        change("718293", "604917")
    with pytest.raises(PinTooSimple):
        change(PIN, "111111")
    change(PIN, "604917")
    with store.reading() as tx:
        assert who_asks(tx.connection(), token).role == JUDGE
    with pytest.raises(access.WrongBadgeOrPin):
        access_world.sign_in(store, device, badge)
    assert access_world.sign_in(store, device, badge, pin="604917").role == JUDGE


def found(store: Store, **facts: Any) -> founding.Founded:
    given: dict[str, Any] = {
        "organiser": "主办人",
        "user_name": "Chen",
        "password": PASSWORD,
    } | facts
    return founding.found_contest(
        store,
        keys=KEYS,
        contest=founding.NewContest(name="第一届职工技能大赛", starts_on=date(2026, 12, 1)),
        **given,
    )


def enter(
    store: Store, user_name: str, password: str, *, patience: Patience, device: str = ""
) -> str:
    signed_in = passwords.sign_in_with_password(
        store,
        keys=KEYS,
        patience=patience,
        device_token=device,
        user_name=user_name,
        password=password,
    )
    return signed_in.token


def test_the_first_organiser_signs_in_with_his_password(store: Store) -> None:
    made = found(store)
    token = enter(store, "chen", PASSWORD, patience=Patience())
    with store.reading() as tx:
        actor = who_asks(tx.connection(), token)
        assert [line.kind for line in journal.lines(tx, made.contest_id)] == [
            "contest:contest:create",
            "contest:signin:start",
        ]
    assert (actor.role, actor.staff_id) == (ORGANISER, made.organiser_id)


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("short", PasswordTooShort),
        ("x" * 129, PasswordTooShort),
        ("aaaaaaaaaaaaaaaaaaa", PasswordTooSimple),
        ("passwordpassword", PasswordTooSimple),
        ("1234567890123456", PasswordTooSimple),
        ("第一届职工技能大赛第一届职工技能大赛", PasswordTooSimple),
        ("Chen.Chen.Chen.Chen", PasswordTooSimple),
        ("Qwertyuiop-Admin-2026", PasswordTooSimple),
    ],
)
def test_simple_passwords_are_refused(
    store: Store, password: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        found(store, password=password)


def test_user_names_are_one_list(store: Store) -> None:
    found(store)
    with pytest.raises(credentials.UserNameTaken):
        found(store, user_name="CHEN")


def test_an_unknown_name_gets_the_same_answer_and_the_same_comparison(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    found(store)
    compared: list[bool] = []

    def compare(keys: Keys, staff_id: str, stored_hash: str | None, password: str) -> bool:
        compared.append(True)
        return verify_password(keys, staff_id, stored_hash, password)

    monkeypatch.setattr(passwords, "verify_password", compare)
    sentences = set()
    for name in ("chen", "nobody"):
        with pytest.raises(passwords.WrongNameOrPassword) as told:
            enter(store, name, "not this one at all", patience=Patience())
        sentences.add(str(told.value))
    assert len(sentences) == 1
    assert len(compared) == 2


def test_guessing_slows_down_but_never_locks_and_spares_the_enrolled_desk(store: Store) -> None:
    made = found(store)
    clock = [0.0]
    patience = Patience(lambda: clock[0])
    world = World(contest_id=made.contest_id, trades={}, staff={ORGANISER: made.organiser_id})
    desk = access_world.enrolled(store, world)
    for _ in range(5):
        patience.begin(token_hash("chen"), "unknown")
    waits = []
    for _ in range(6):
        with pytest.raises(passwords.WrongNameOrPassword):
            enter(store, "chen", "wrong wrong wrong", patience=patience)
        with pytest.raises(passwords.WaitBeforeTrying) as told:
            enter(store, "chen", PASSWORD, patience=patience)
        waits.append(told.value.retry_after)
        clock[0] += told.value.retry_after
    assert waits == [2, 4, 8, 16, 32, 60]
    patience.begin(token_hash("chen"), "unknown")
    assert enter(store, "chen", PASSWORD, patience=patience, device=desk)
    clock[0] += 60
    assert enter(store, "chen", PASSWORD, patience=patience)
    with store.reading() as tx:
        kinds = [line.kind for line in journal.lines(tx, made.contest_id)]
    assert "contest:signin:delay" in kinds


def test_a_password_is_no_use_to_anybody_but_an_organiser(store: Store, world: World) -> None:
    with pytest.raises(NotFound):
        credentials.set_password(
            store,
            keys=KEYS,
            actor=world.actor(ORGANISER),
            staff_id=world.staff[REGISTRAR],
            user_name="registrar",
            password=PASSWORD,
        )


def test_contestants_badges_are_issued_anew(store: Store, world: World) -> None:
    with pytest.raises(NotFound):
        badges.issue_entry_badges(
            store, keys=KEYS, actor=world.actor(ORGANISER), entry_ids=["nobody"]
        )
