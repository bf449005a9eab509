"""Check-in: once per stage, and whatever is wrong is said in a sentence."""

import threading
from dataclasses import replace

import pytest

from contest.errors import NotAllowed, SignInNeeded
from contest.ids import new_badge_token
from contest.operations.checkin import ScanAnswer, check_in, switch_checkin
from contest.queries.checkin import checkin_page
from contest.security import Actor
from contest.store import checkin, contests, journal, timetables
from contest.store.engine import Store
from contest.store.tables.people import Entry
from tests.contest.timetable_world import World, make_world, seat_everybody


@pytest.fixture
def world(store: Store) -> World:
    world = make_world(store)
    seat_everybody(store, world)
    return world


def scan(store: Store, world: World, code: str) -> ScanAnswer:
    return check_in(store, actor=world.actors["registrar"], code=code)


def first(world: World) -> str:
    return world.entries["lamian"][0]


def test_a_badge_is_checked_in_and_the_registrar_sees_whom_he_compares(
    store: Store, world: World
) -> None:
    answer = scan(store, world, world.tokens[first(world)])
    assert answer.status == "in"
    assert (answer.name, answer.no, answer.delegation) == ("选手l1", "L-01", "代表队1")
    assert (answer.trade, answer.stage, answer.heat) == ("工种1", "初赛", "理论 第 1 场")
    assert answer.heat_en == "Theory, heat 1"
    assert answer.id_last4 is not None
    assert len(answer.id_last4) == 4
    assert answer.first_at is None


def test_a_second_scan_says_when_the_first_was_even_after_closing(
    store: Store, world: World
) -> None:
    token = world.tokens[first(world)]
    scan(store, world, token)
    with store.reading() as tx:
        line = journal.lines(tx, world.trades["lamian"])[-1]
        assert line.kind == "trade:entry:check_in"
        head = line.seq
    switch_checkin(store, actor=world.organiser, is_open=False)
    again = scan(store, world, token)
    assert again.status == "again"
    assert again.first_at is not None
    with store.reading() as tx:
        assert journal.head_seq(tx, world.trades["lamian"]) == head


@pytest.mark.parametrize(
    "wrap",
    [
        "https://host.example/b#{}",
        "  {}\n",
        "{}".lower(),
        pytest.param("{lower}", id="a scanner that sends small letters"),
        pytest.param("{wide}", id="a scanner behind a Chinese keyboard"),
    ],
)
def test_a_badge_is_read_in_whatever_dress_a_scanner_sends_it(
    store: Store, world: World, wrap: str
) -> None:
    token = world.tokens[first(world)]
    wide = "".join(chr(ord(c) + 0xFEE0) for c in token)
    code = wrap.format(token, lower=token.lower(), wide=wide)
    assert scan(store, world, code).status == "in"


@pytest.mark.parametrize("typed", ["L-01", " l-01 ", "Ｌ-０１"])
def test_a_typed_entry_number_does_as_well(store: Store, world: World, typed: str) -> None:
    assert scan(store, world, typed).no == "L-01"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        pytest.param(new_badge_token("C"), "本次大赛没有这张参赛证", id="another contest's"),
        pytest.param(new_badge_token("J"), "这是工作人员证", id="an official's"),
        ("L-99", "没有这个参赛号"),
        ("", "无法识别"),
        ("C1' OR 1=1 --", "无法识别"),
        ("C1" + "A" * 25, "没有这个参赛号|无法识别"),
    ],
)
def test_what_is_no_badge_of_this_contest_is_refused_in_a_sentence(
    store: Store, world: World, code: str, says: str
) -> None:
    answer = scan(store, world, code)
    assert answer.status == "refused"
    assert answer.name is None
    assert any(part in answer.zh for part in says.split("|"))
    assert answer.en


def test_another_contests_badge_is_as_unknown_as_no_badge(store: Store, world: World) -> None:
    other = make_world(store)
    seat_everybody(store, other)
    foreign = scan(store, world, other.tokens[first(other)])
    missing = scan(store, world, new_badge_token("C"))
    assert foreign == missing


def test_a_withdrawn_contestant_is_named_and_refused(store: Store, world: World) -> None:
    with store.transaction() as tx:
        tx.get_one(Entry, first(world)).state = "withdrawn"
    answer = scan(store, world, world.tokens[first(world)])
    assert (answer.status, answer.name) == ("refused", "选手l1")
    assert "已退赛" in answer.zh


def test_while_check_in_is_closed_nobody_gets_in(store: Store, world: World) -> None:
    switch_checkin(store, actor=world.organiser, is_open=False)
    assert "尚未开放" in scan(store, world, "L-01").zh
    switch_checkin(store, actor=world.organiser, is_open=True)
    assert scan(store, world, "L-01").status == "in"


def test_without_a_slot_nobody_gets_in(store: Store) -> None:
    world = make_world(store)
    assert "不在已发布的赛程中" in scan(store, world, "L-01").zh


def test_who_reached_the_final_checks_in_once_more_for_it(store: Store, world: World) -> None:
    token = world.tokens[first(world)]
    scan(store, world, token)
    with store.transaction() as tx:
        for slot in timetables.final_slots(tx, world.stages["lamian", "final"])[:1]:
            slot.entry_id = first(world)
    answer = scan(store, world, token)
    assert (answer.status, answer.stage) == ("in", "决赛")
    assert scan(store, world, token).status == "again"


def test_two_desks_scanning_one_badge_at_once_get_in_and_again(store: Store, world: World) -> None:
    answers: list[str] = []
    ready = threading.Barrier(2)

    def desk() -> None:
        ready.wait()
        answers.append(scan(store, world, "L-01").status)

    desks = [threading.Thread(target=desk) for _ in range(2)]
    for one in desks:
        one.start()
    for one in desks:
        one.join()
    assert sorted(answers) == ["again", "in"]


def test_the_counters_count_each_entry_once_a_stage_and_leave_out_who_withdrew(
    store: Store, world: World
) -> None:
    scan(store, world, "L-01")
    scan(store, world, "W-08")
    with store.transaction() as tx:
        tx.get_one(Entry, world.entries["lamian"][7]).state = "withdrawn"
    with store.reading() as tx:
        assert checkin.counts(tx, world.contest_id) == (2, 15)
        page = checkin_page(tx, world.organiser)
        assert (page.present, page.expected) == (2, 15)
        lamian = page.stages[0]
        assert [(heat.zh, heat.present, heat.expected) for heat in lamian.heats] == [
            ("理论 第 1 场", 1, 7),
            ("实操 第 1 场", 1, 4),
            ("实操 第 2 场", 0, 3),
        ]
        assert "选手l1" not in [line.name for line in lamian.heats[0].missing]
        chief = checkin_page(tx, world.actors["chief_judge"])
        assert {stage.trade.code for stage in chief.stages} == {"lamian"}


@pytest.mark.parametrize("role", ["supervisor", "judge", "chief_judge"])
def test_only_registrar_and_organiser_check_in(store: Store, world: World, role: str) -> None:
    with pytest.raises(NotAllowed):
        check_in(store, actor=world.actors[role], code="L-01")
    with pytest.raises(NotAllowed):
        switch_checkin(store, actor=world.actors["registrar"], is_open=False)
    with pytest.raises(SignInNeeded):
        check_in(store, actor=Actor(), code="L-01")


def test_the_switch_of_another_contest_is_out_of_reach(store: Store, world: World) -> None:
    other = make_world(store)
    switch_checkin(store, actor=other.organiser, is_open=False)
    with store.reading() as tx:
        assert contests.get_contest(tx, world.contest_id).checkin_open
    stranger = replace(world.organiser, contest_id=other.contest_id)
    assert check_in(store, actor=stranger, code="L-01").status == "refused"
