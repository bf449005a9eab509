"""Rosters are saved once, whole, and never over what the organiser has not seen."""

from collections.abc import Sequence
from typing import Any

import pytest

from contest.operations.rosters import (
    ChangedSinceShown,
    NothingToSave,
    Saved,
    save_import,
)
from contest.secrets import open_id_number
from contest.store import people, rosters
from contest.store.engine import Store
from tests.contest.access_world import KEYS
from tests.contest.roster.making import HEADERS, number, person
from tests.contest.roster_world import (
    FIRST,
    HALLS,
    JUDGES,
    LI,
    STATIONS,
    Desk,
    desk,
    entries,
    kinds,
    plan,
    save,
    sign_a_stage,
    upload,
    workbook,
)


@pytest.fixture
def home(store: Store) -> Desk:
    return desk(store)


def test_nothing_is_saved_before_the_organiser_says_so(store: Store, home: Desk) -> None:
    upload(store, home.actor, workbook())

    assert entries(store, home) == []
    assert kinds(store, home) == ["contest:roster:upload"]


def test_a_roster_is_saved_whole_with_numbers_in_its_order(store: Store, home: Desk) -> None:
    assert save(store, home, workbook()) == FIRST
    assert entries(store, home) == [
        ("L-001", "王伟", "甲县"),
        ("L-002", "李㛃", "乙厂"),
        ("W-001", "马𬱖", "甲县"),
    ]
    assert kinds(store, home) == ["contest:roster:upload", "contest:roster:save"]


def test_a_saved_person_is_complete_and_the_id_number_is_sealed(store: Store, home: Desk) -> None:
    save(store, home, workbook())

    with store.reading() as tx:
        first = rosters.roster(tx, home.world.contest_id)[0].person
    assert (first.pinyin, first.gender, str(first.born_on)) == ("Wang Wei", "男", "1990-03-07")
    assert first.id_last4 == number()[-4:]
    assert first.id_cipher is not None
    assert number() not in first.id_cipher
    assert open_id_number(KEYS, first.id, first.id_cipher) == number()


def test_judges_come_with_role_number_certificates_and_employing_delegation(
    store: Store, home: Desk
) -> None:
    save(store, home, workbook())

    with store.reading() as tx:
        staff = {person.name: one for one, person in people.staff_of(tx, home.world.contest_id)}
        held = people.certifications_of(tx, home.world.contest_id)
        sender = people.delegation_named(tx, home.world.contest_id, "乙厂")
    chief, judge = staff["高山"], staff["林海"]
    assert (chief.role, chief.number) == ("chief_judge", "CJ-01")
    assert chief.trade_id == home.world.trades["lamian"]
    assert (judge.role, judge.number, judge.trade_id) == ("judge", "J-01", None)
    assert sender is not None
    assert (chief.delegation_id, judge.delegation_id) == (sender.id, None)
    assert [(c.number, t.code) for c, t in held if c.staff_id == judge.id] == [
        ("LC-2", "lamian"),
        ("LC-2", "welder"),
    ]


def test_halls_and_benches_are_saved_with_the_hours_of_the_contest_where_none_are_given(
    store: Store, home: Desk
) -> None:
    save(store, home, workbook())

    with store.reading() as tx:
        stations = rosters.workstations_of(tx, home.world.contest_id)
    first, hall = stations[0]
    assert (hall.code, hall.name, hall.seats, hall.opens_min, hall.closes_min) == (
        "LM", "厨艺馆", 60, 510, 1080,
    )  # fmt: skip
    assert (first.label, first.kind, first.position) == ("L01", "lamian", 1)
    assert first.facts == {"equipment": "双眼灶"}
    assert len(stations) == 2


def test_saving_twice_writes_once(store: Store, home: Desk) -> None:
    import_id = upload(store, home.actor, workbook())
    first = save_import(store, keys=KEYS, actor=home.actor, import_id=import_id)
    again = save_import(store, keys=KEYS, actor=home.actor, import_id=import_id)

    assert (first, again) == (FIRST, Saved())
    assert len(entries(store, home)) == 3
    assert kinds(store, home).count("contest:roster:save") == 1


def test_the_same_people_are_recognised_in_a_second_upload(store: Store, home: Desk) -> None:
    save(store, home, workbook())
    import_id = upload(store, home.actor, workbook())

    again = plan(store, home.actor, import_id)
    assert (again.fresh, again.changes, again.stops, again.known) == (0, (), (), 8)
    with pytest.raises(NothingToSave):
        save_import(store, keys=KEYS, actor=home.actor, import_id=import_id)


def test_new_rows_of_a_second_upload_are_added_and_numbered_on(store: Store, home: Desk) -> None:
    save(store, home, workbook())
    new = person(name="赵一", id=number("19930303"), phone="")
    saved = save(store, home, workbook(选手=[HEADERS, person(), new]))

    assert saved == Saved(people=1, entries=1)
    assert entries(store, home)[2] == ("L-003", "赵一", "甲县")


def test_known_people_stay_as_they_are_unless_the_differences_shown_are_agreed_to(
    store: Store, home: Desk
) -> None:
    save(store, home, workbook())
    changed = person(name="王纬", phone="19911112222", sender="丙区")
    new = person(name="赵一", id=number("19930303"), phone="")
    data = workbook(选手=[HEADERS, changed, new])

    assert save(store, home, data) == Saved(people=1, entries=1)
    assert entries(store, home)[0] == ("L-001", "王伟", "甲县")

    assert save(store, home, data, update=True) == Saved(updated=3)
    with store.reading() as tx:
        line = rosters.roster(tx, home.world.contest_id)[0]
    assert (line.person.name, line.person.pinyin, line.person.phone) == (
        "王纬", "Wang Wei", "19911112222",
    )  # fmt: skip
    assert line.delegation.name == "丙区"


def test_the_differences_are_shown_masked_with_their_cells(store: Store, home: Desk) -> None:
    save(store, home, workbook())
    import_id = upload(
        store, home.actor, workbook(选手=[HEADERS, person(phone="19911112222", sender="丙区")])
    )

    changes = plan(store, home.actor, import_id).changes
    assert [(c.field, c.sheet, c.row, *c.shown) for c in changes] == [
        ("phone", "选手", 2, "••••0001", "••••2222"),
        ("delegation", "选手", 2, "甲县", "丙区"),
    ]


def test_other_differences_than_those_shown_are_not_written(store: Store, home: Desk) -> None:
    save(store, home, workbook())
    import_id = upload(store, home.actor, workbook(选手=[HEADERS, person(sender="丙区")]))
    agreed = plan(store, home.actor, import_id).digest
    save(store, home, workbook(选手=[HEADERS, person(sender="丁区")]), update=True)

    with pytest.raises(ChangedSinceShown):
        save_import(store, keys=KEYS, actor=home.actor, import_id=import_id, update=agreed)
    assert entries(store, home)[0] == ("L-001", "王伟", "丁区")


@pytest.mark.parametrize(
    ("field", "sheets", "value"),
    [
        ("seats", {"赛场": [HALLS, ("LM", "厨艺馆", 80, "08:30", None)]}, 80),
        ("opens_min", {"赛场": [HALLS, ("LM", "厨艺馆", 60, "09:00", None)]}, 540),
        ("name", {"赛场": [HALLS, ("LM", "新厨艺馆", 60, "08:30", None)]}, "新厨艺馆"),
    ],
)
def test_differences_of_halls_are_written_when_agreed_to(
    store: Store, home: Desk, field: str, sheets: dict[str, Any], value: object
) -> None:
    save(store, home, workbook())
    hall = {"工位": [STATIONS, ("LM", "L01", "拉面", "双眼灶", 1)]}

    assert save(store, home, workbook(**(hall | sheets)), update=True).updated == 1
    with store.reading() as tx:
        assert getattr(rosters.venues_of(tx, home.world.contest_id)[0], field) == value


def test_benches_and_certificates_are_changed_when_agreed_to(store: Store, home: Desk) -> None:
    save(store, home, workbook())
    other: dict[str, Sequence[Sequence[Any]]] = {
        "工位": [STATIONS, ("厨艺馆", "L01", "焊工", "焊机", 9)],
        "裁判": [
            JUDGES,
            ("林海", number("19700102"), "学院", "拉面", "LC-9", "国家级", "裁判"),
        ],
    }

    assert save(store, home, workbook(**other), update=True).updated == 5
    with store.reading() as tx:
        station, _ = rosters.workstations_of(tx, home.world.contest_id)[1]
        held = {c.number for c, _ in people.certifications_of(tx, home.world.contest_id)}
    assert (station.kind, station.position, station.facts) == (
        "welder", 9, {"equipment": "焊机"},
    )  # fmt: skip
    assert held == {"LC-1", "LC-2", "LC-9"}


def test_a_known_judge_gets_the_certificate_of_another_trade(store: Store, home: Desk) -> None:
    row = ("高天", number("19700109"), "学院", "拉面", "LC-7", "省级", "裁判")
    save(store, home, workbook(裁判=[JUDGES, row]))
    more = ("高天", number("19700109"), "学院", "焊工", "WC-7", "省级", "裁判")

    assert save(store, home, workbook(裁判=[JUDGES, more])) == Saved()
    with store.reading() as tx:
        held = people.certifications_of(tx, home.world.contest_id)
    assert [c.number for c, _ in held] == ["LC-7", "WC-7"]


def test_a_person_in_two_trades_is_one_person_with_two_entries(store: Store, home: Desk) -> None:
    saved = save(store, home, workbook(选手=[HEADERS, person(), person(trade="焊工")]))

    assert (saved.people, saved.entries) == (1, 2)
    assert [no for no, _, _ in entries(store, home)] == ["L-001", "W-001"]


def test_nobody_becomes_contestant_and_judge_by_two_uploads(store: Store, home: Desk) -> None:
    save(store, home, workbook())
    both: dict[str, Sequence[Sequence[Any]]] = {
        "选手": [HEADERS, person(name="林海", id=number("19700102"), phone="")],
        "裁判": [JUDGES, ("王伟", number(), "学院", "焊工", "WC-1", "省级", "裁判")],
    }
    import_id = upload(store, home.actor, workbook(**both))

    stops = plan(store, home.actor, import_id).stops
    assert [(stop.sheet, stop.row, stop.name) for stop in stops] == [
        ("选手", 2, "林海"),
        ("裁判", 2, "王伟"),
    ]
    assert "J-01" in stops[0].zh
    assert "L-001" in stops[1].en


def test_a_roster_cannot_change_the_role_of_an_official(store: Store, home: Desk) -> None:
    save(store, home, workbook())
    row = ("林海", number("19700102"), "学院", "拉面", "LC-2", "省级", "裁判长")
    import_id = upload(store, home.actor, workbook(裁判=[JUDGES, row]))

    assert [stop.name for stop in plan(store, home.actor, import_id).stops] == ["林海"]


def test_nobody_is_added_to_a_trade_with_a_signed_result(store: Store, home: Desk) -> None:
    sign_a_stage(store, home)
    import_id = upload(store, home.actor, workbook())

    found = plan(store, home.actor, import_id)
    assert [stop.name for stop in found.stops] == ["王伟", "李㛃"]
    assert [entry.row.name for entry in found.entries] == ["马𬱖"]


def test_a_judge_joins_a_delegation_that_comes_with_a_later_roster(
    store: Store, home: Desk
) -> None:
    save(store, home, workbook(选手=[HEADERS, person()]))
    save(store, home, workbook(选手=[HEADERS, LI]))

    with store.reading() as tx:
        sender = people.delegation_named(tx, home.world.contest_id, "乙厂")
        joined = [
            person.name
            for staff, person in people.staff_of(tx, home.world.contest_id)
            if sender is not None and staff.delegation_id == sender.id
        ]
    assert joined == ["高山"]
