"""The honours desk: two people of two roles, each with their own button."""

import pytest
from flask import Flask

from contest.store.engine import Store
from tests.contest.browsing import Browser, signed_in
from tests.contest.honours_world import Signed, ids_of, lines_of, set_stage, signed_world

DESK = "/desk/honours"


@pytest.fixture
def signed(store: Store) -> Signed:
    return signed_world(store)


def browser_of(app: Flask, store: Store, staff_id: str | None) -> Browser:
    return signed_in(app, store, staff_id or "")


def states(store: Store, signed: Signed) -> dict[str, str]:
    return {x.honour.name: x.honour.state for x in lines_of(store, signed)}


def test_organiser_and_chief_judge_together_grant_a_title(
    app: Flask, store: Store, signed: Signed
) -> None:
    set_stage(store, signed, "final")
    ids = ids_of(store, signed, "技术状元")
    organiser = browser_of(app, store, signed.organiser.staff_id)
    page = organiser.get(DESK).text
    for word in ("候选", "决赛第 1 名", "组委会补充规定：第 1 名", "此人另有", "暂缓", "已推荐"):
        assert word in page
    answer = organiser.submit(f"{DESK}/approve", page=DESK, honour_id=ids)
    assert answer.status_code == 303
    assert "还需要另一角色批准" in organiser.get(DESK).text
    assert states(store, signed)["技术状元"] == "candidate"
    chief = browser_of(app, store, signed.chief.staff_id)
    chief.submit(f"{DESK}/approve", page=DESK, honour_id=ids)
    assert states(store, signed)["技术状元"] == "granted"
    assert "/verify/" in organiser.get(DESK).text


def test_approving_nothing_or_twice_is_answered_in_a_sentence(
    app: Flask, store: Store, signed: Signed
) -> None:
    organiser = browser_of(app, store, signed.organiser.staff_id)
    answer = organiser.submit(f"{DESK}/approve", page=DESK)
    assert answer.status_code == 422
    assert "请先勾选" in answer.text
    ids = ids_of(store, signed, "技术状元")
    organiser.submit(f"{DESK}/approve", page=DESK, honour_id=ids)
    answer = organiser.submit(f"{DESK}/approve", page=DESK, honour_id=ids)
    assert answer.status_code == 409
    assert "另一角色" in answer.text


def test_only_the_organiser_revokes_and_says_why(app: Flask, store: Store, signed: Signed) -> None:
    honour_id = ids_of(store, signed, "技术能手")[0]
    chief = browser_of(app, store, signed.chief.staff_id)
    assert f"revoke-{honour_id}" not in chief.get(DESK).text
    refused = chief.submit(f"{DESK}/{honour_id}/revoke", page=DESK, reason="不服")
    assert refused.status_code == 403
    organiser = browser_of(app, store, signed.organiser.staff_id)
    assert organiser.submit(f"{DESK}/{honour_id}/revoke", page=DESK, reason="").status_code == 422
    organiser.submit(f"{DESK}/{honour_id}/revoke", page=DESK, reason="材料不实")
    assert states(store, signed)["技术能手"] == "revoked"
    assert "材料不实" in organiser.get(DESK).text


def test_the_supervisor_reads_and_changes_nothing(app: Flask, store: Store, signed: Signed) -> None:
    supervisor = browser_of(app, store, signed.world.supervisor.staff_id)
    page = supervisor.get(DESK).text
    assert "技术状元" in page
    assert 'type="checkbox"' not in page
    ids = ids_of(store, signed, "技术状元")
    answer = supervisor.submit(f"{DESK}/approve", page=DESK, honour_id=ids)
    assert answer.status_code == 403


def test_reviewing_held_honours_says_what_came_of_it(
    app: Flask, store: Store, signed: Signed
) -> None:
    chief = browser_of(app, store, signed.chief.staff_id)
    answer = chief.submit(f"{DESK}/review/{signed.result_id}", page=DESK)
    assert answer.status_code == 303
    assert "复查完成" in chief.get(DESK).text
    # The world's made-up claim is not on the ladder for anybody, so it lapses.
    assert states(store, signed)["技师"] == "revoked"


def test_the_desk_is_closed_to_the_public(app: Flask, signed: Signed) -> None:
    assert Browser(app).get(DESK).status_code == 401


def test_the_desk_speaks_english(app: Flask, store: Store, signed: Signed) -> None:
    organiser = browser_of(app, store, signed.organiser.staff_id)
    organiser.carry("lt_lang", "en")
    page = organiser.get(DESK).text
    assert "rank 1 in Final" in page
    assert "Champion of the Trade" in page
