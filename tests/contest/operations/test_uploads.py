"""What becomes of an upload, who may import, and entries that withdraw."""

import json
from typing import Any

import pytest
from sqlmodel import select

from contest.errors import NotAllowed, NotFound, Refusal
from contest.operations.rosters import (
    NotShownYet,
    ResultSigned,
    discard_import,
    preview_of,
    return_entry,
    save_import,
    upload_roster,
    withdraw_entry,
)
from contest.roster.refusals import EmptyFile, IsText
from contest.security import JUDGE, SUPERVISOR, Actor
from contest.store import jobs, rosters
from contest.store.engine import Store
from contest.store.tables.jobs import RosterImport
from tests.contest.access_world import KEYS, build
from tests.contest.roster.making import number
from tests.contest.roster_world import (
    Desk,
    desk,
    kinds,
    read_now,
    save,
    sign_a_stage,
    upload,
    workbook,
)


@pytest.fixture
def home(store: Store) -> Desk:
    return desk(store)


def test_the_upload_lies_sealed_and_is_forgotten_once_it_is_saved(store: Store, home: Desk) -> None:
    data = workbook()
    import_id = upload(store, home.actor, data)

    with store.reading() as tx:
        waiting = tx.exec(select(RosterImport)).one()
    assert data[:200] not in waiting.data
    assert number() not in json.dumps(waiting.preview)
    assert preview_of(KEYS, waiting).contestants[0].id_number == number()
    save_import(store, keys=KEYS, actor=home.actor, import_id=import_id)
    with store.reading() as tx:
        after = tx.exec(select(RosterImport)).one()
    assert (after.state, after.data, after.preview) == ("saved", b"", None)


def test_a_discarded_upload_is_forgotten_and_cannot_be_saved(store: Store, home: Desk) -> None:
    import_id = upload(store, home.actor, workbook())
    discard_import(store, actor=home.actor, import_id=import_id)
    discard_import(store, actor=home.actor, import_id=import_id)

    with store.reading() as tx:
        after = tx.exec(select(RosterImport)).one()
    assert (after.state, after.data, after.preview) == ("discarded", b"", None)
    with pytest.raises(NotShownYet):
        save_import(store, keys=KEYS, actor=home.actor, import_id=import_id)
    assert kinds(store, home) == ["contest:roster:upload", "contest:roster:discard"]


def test_an_upload_discarded_while_it_waits_is_never_read(store: Store, home: Desk) -> None:
    import_id = upload_roster(
        store, keys=KEYS, actor=home.actor, file_name="r.xlsx", data=workbook()
    )
    discard_import(store, actor=home.actor, import_id=import_id)

    with store.transaction() as tx:
        assert jobs.claim(tx, worker="w", lease_seconds=60) is None


def test_a_roster_that_was_not_read_yet_cannot_be_saved(store: Store, home: Desk) -> None:
    import_id = upload_roster(
        store, keys=KEYS, actor=home.actor, file_name="r.xlsx", data=workbook()
    )

    with pytest.raises(NotShownYet):
        save_import(store, keys=KEYS, actor=home.actor, import_id=import_id)


def test_a_file_that_is_no_workbook_fails_its_job_with_the_sentence(
    store: Store, home: Desk
) -> None:
    import_id = upload_roster(
        store, keys=KEYS, actor=home.actor, file_name="r.csv", data="姓名,工种".encode()
    )

    with pytest.raises(IsText):
        read_now(store, home.actor, import_id)
    with pytest.raises(EmptyFile):
        upload_roster(store, keys=KEYS, actor=home.actor, file_name="r.xlsx", data=b"")


@pytest.mark.parametrize("role", [SUPERVISOR, JUDGE])
def test_only_organisers_import_and_withdraw(store: Store, home: Desk, role: str) -> None:
    import_id = upload(store, home.actor, workbook())
    stranger = home.world.actor(role)

    attempts: list[Any] = [
        lambda: upload_roster(store, keys=KEYS, actor=stranger, file_name="r", data=b"x"),
        lambda: save_import(store, keys=KEYS, actor=stranger, import_id=import_id),
        lambda: discard_import(store, actor=stranger, import_id=import_id),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()


def test_the_organiser_of_another_contest_finds_nothing(store: Store, home: Desk) -> None:
    save(store, home, workbook())
    import_id = upload(store, home.actor, workbook())
    other: Actor = build(store, name="另一个大赛").actor("organiser")
    with store.reading() as tx:
        entry_id = rosters.roster(tx, home.world.contest_id)[0].entry.id

    attempts: list[Any] = [
        lambda: save_import(store, keys=KEYS, actor=other, import_id=import_id),
        lambda: discard_import(store, actor=other, import_id=import_id),
        lambda: withdraw_entry(store, actor=other, entry_id=entry_id),
        lambda: withdraw_entry(store, actor=other, entry_id="none"),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()


def test_an_entry_withdraws_and_returns_with_a_line_each(store: Store, home: Desk) -> None:
    save(store, home, workbook())
    with store.reading() as tx:
        entry_id = rosters.roster(tx, home.world.contest_id)[0].entry.id

    withdraw_entry(store, actor=home.actor, entry_id=entry_id)
    withdraw_entry(store, actor=home.actor, entry_id=entry_id)
    with store.reading() as tx:
        assert rosters.entry_counts(tx, home.world.contest_id)["lamian", "withdrawn"] == 1
    return_entry(store, actor=home.actor, entry_id=entry_id)
    with store.reading() as tx:
        assert ("lamian", "withdrawn") not in rosters.entry_counts(tx, home.world.contest_id)
    assert kinds(store, home)[2:] == ["trade:entry:withdraw", "trade:entry:return"]


def test_who_took_part_in_a_signed_result_cannot_change(store: Store, home: Desk) -> None:
    save(store, home, workbook())
    sign_a_stage(store, home)
    with store.reading() as tx:
        entry_id = rosters.roster(tx, home.world.contest_id)[0].entry.id

    with pytest.raises(ResultSigned) as refused:
        withdraw_entry(store, actor=home.actor, entry_id=entry_id)
    assert isinstance(refused.value, Refusal)
    assert "拉面" in refused.value.sentence("zh")
