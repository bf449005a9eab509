"""Anybody can verify a certificate, on a phone, without signing in, and learns no number."""

import pytest
from flask import Flask

from contest.operations.honours import approve_honours, revoke_honour
from contest.store.engine import Store
from tests.contest.browsing import Browser
from tests.contest.honours_world import Signed, ids_of, lines_of, set_stage, signed_world


@pytest.fixture
def signed(store: Store) -> Signed:
    return signed_world(store)


@pytest.fixture
def code(store: Store, signed: Signed) -> str:
    """The verify code of a granted title."""
    set_stage(store, signed, "final")
    ids = ids_of(store, signed, "技术状元")
    for actor in (signed.organiser, signed.chief):
        approve_honours(store, actor=actor, honour_ids=ids)
    return next(x.honour.verify_code or "" for x in lines_of(store, signed) if x.honour.id in ids)


def test_a_valid_certificate_says_so_with_name_title_contest_trade_and_date(
    app: Flask, store: Store, signed: Signed, code: str
) -> None:
    answer = Browser(app).get(f"/verify/{code}")
    assert answer.status_code == 200
    for word in (
        "真实有效",
        "选手welding1",
        "技术状元",
        "测试大赛",
        "焊工",
        "市总工会",
        "公示已结束",
    ):
        assert word in answer.text
    line = next(x for x in lines_of(store, signed) if x.honour.verify_code == code)
    for number in (line.entry.entry_no, line.honour.certificate_no or "?", line.person.id):
        assert number not in answer.text


def test_the_page_speaks_english_to_who_reads_english(app: Flask, code: str) -> None:
    browser = Browser(app)
    browser.carry("lt_lang", "en")
    page = browser.get(f"/verify/{code}").text
    assert "Champion of the Trade" in page
    assert "Test contest" in page


@pytest.mark.parametrize("wrong", ["0" * 26, "nonsense", "' OR 1=1", "%00", "核验" * 30])
def test_an_unknown_code_is_answered_in_a_sentence(wrong: str, app: Flask, code: str) -> None:
    answer = Browser(app).get(f"/verify/{wrong}")
    assert answer.status_code == 404
    assert "没有这个核验码的证书" in answer.text
    assert "技术状元" not in answer.text


def test_a_revoked_certificate_says_when_and_why(
    app: Flask, store: Store, signed: Signed, code: str
) -> None:
    revoke_honour(
        store,
        actor=signed.organiser,
        honour_id=ids_of(store, signed, "技术状元")[0],
        reason="<b>成绩更正</b>",
    )
    page = Browser(app).get(f"/verify/{code}").text
    assert "已撤销" in page
    assert "&lt;b&gt;成绩更正&lt;/b&gt;" in page
    assert "真实有效" not in page


def test_a_typed_code_goes_to_its_own_address(app: Flask, code: str) -> None:
    browser = Browser(app)
    assert "核验码" in browser.get("/verify").text
    typed = " ".join((code[:4].lower(), code[4:].replace("0", "O")))
    answer = browser.get(f"/verify?code={typed}")
    assert answer.status_code == 303
    assert answer.location == f"/verify/{code}"


def test_guessing_is_slowed_down(app: Flask, code: str) -> None:
    browser = Browser(app)
    answers = [browser.get("/verify/" + "0" * 26).status_code for _ in range(61)]
    assert answers == [404] * 60 + [429]


def test_nobody_else_keeps_the_page(app: Flask, code: str) -> None:
    answer = Browser(app).get(f"/verify/{code}")
    assert answer.headers["Cache-Control"] == "no-store"
