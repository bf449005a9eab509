"""Documents: made by the worker from what the database says, kept an hour, remembered for ever."""

import hashlib
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from contest.clock import now
from contest.errors import BadInput, NotAllowed, NotFound, SignInNeeded
from contest.ids import token_hash
from contest.operations.documents import (
    FileGone,
    TooManyPrints,
    fetch_file,
    forget_old,
    request_print,
)
from contest.operations.honours import approve_honours
from contest.queries.documents import documents_page
from contest.security import STAFF, Actor
from contest.store import access, contests, documents, journal, people, results, timetables
from contest.store.engine import Store
from tests.contest.factories import World, make_world
from tests.contest.honours_world import ids_of, set_stage, sign, signed_world
from tests.contest.printing import PUBLIC, history, print_now, printed, run_job
from tests.contest.reports.pages import page_count, scan, texts

BADGE = re.compile(rf"{PUBLIC}/(?P<door>[bj])#(?P<token>[CJ]1[0-9A-HJKMNP-TV-Z]{{26}})")


@pytest.fixture
def world(store: Store) -> World:
    world = make_world(store, codes=("welding",))
    publish(store, world)
    return world


def publish(store: Store, world: World) -> None:
    with store.transaction() as tx:
        draft = timetables.add_draft(
            tx, contest_id=world.contest_id, problem={}, timetable={}, job_id=None
        )
        timetables.mark_published(tx, draft, world.organiser.staff_id or "")


def codes_of(pdf: bytes) -> list[str]:
    return [code for page in range(page_count(pdf)) for code in scan(pdf, page)]


def entry_hashes(store: Store, world: World) -> dict[str, str | None]:
    with store.reading() as tx:
        rows = people.entries_by_ids(tx, world.entries["welding"])
        return {entry.id: entry.badge_hash for entry, _ in rows}


def test_every_printed_badge_opens_its_wearers_door(
    store: Store, world: World, tmp_path: Path
) -> None:
    pdf = printed(store, tmp_path, world.organiser, "badges")
    found = [BADGE.fullmatch(code) for code in codes_of(pdf)]
    assert all(found)
    tokens = [match["token"] for match in found if match]
    assert [token[0] for token in tokens].count("C") == 4
    assert set(entry_hashes(store, world).values()) == {
        token_hash(token) for token in tokens if token.startswith("C1")
    }
    with store.reading() as tx:
        staff = people.staff_of(tx, world.contest_id)
        owners = [access.credential_of_badge(tx, token_hash(t)) for t in tokens if t[0] == "J"]
    assert {owner.staff_id for owner in owners if owner} == {row.id for row, _ in staff}


def test_only_the_hash_of_a_token_is_kept_anywhere(
    store: Store, world: World, tmp_path: Path
) -> None:
    pdf = printed(store, tmp_path, world.organiser, "badges", who="contestants")
    token = BADGE.fullmatch(codes_of(pdf)[0])
    assert token
    with store.reading() as tx:
        lines = journal.lines(tx, world.contest_id)
        job = documents.get_document(tx, history(store, world.contest_id)[0].id)
        kept = str([line.body for line in lines]) + str(job.scope)
    assert token["token"] not in kept


def test_a_reprint_kills_the_old_badge_and_no_other(
    store: Store, world: World, tmp_path: Path
) -> None:
    printed(store, tmp_path, world.organiser, "badges", who="contestants")
    before = entry_hashes(store, world)
    pdf = printed(
        store, tmp_path, world.organiser, "badges", who="contestants", numbers=("WD-002",)
    )
    after = entry_hashes(store, world)
    assert [old == after[entry] for entry, old in before.items()] == [True, False, True, True]
    assert "WD-002" in texts(pdf)[0]
    assert len(codes_of(pdf)) == 1


def test_printing_only_what_is_missing_leaves_issued_badges_alone(
    store: Store, world: World, tmp_path: Path
) -> None:
    printed(store, tmp_path, world.organiser, "badges", who="contestants")
    before = entry_hashes(store, world)
    pdf = printed(store, tmp_path, world.organiser, "badges", only_new=True)
    assert entry_hashes(store, world) == before
    assert not any("#C1" in code for code in codes_of(pdf))
    ended = print_now(store, tmp_path, world.organiser, "badges", only_new=True)
    assert ended.state == "failed"
    assert ended.result is not None
    assert "全部重新签发" in ended.result["error"]["zh"]


def test_a_failed_print_leaves_everybodys_old_badge_working(
    store: Store, world: World, tmp_path: Path
) -> None:
    printed(store, tmp_path, world.organiser, "badges", who="contestants")
    before = entry_hashes(store, world)
    with store.transaction() as tx:
        entry = people.get_entry(tx, world.entries["welding"][0])
        people.get_person(tx, entry.person_id).name = "王伟11010519491231002X"
    ended = print_now(store, tmp_path, world.organiser, "badges", who="contestants")
    assert ended.state == "failed"
    assert ended.result is not None
    assert ended.result["error"]["key"] == "unprintable"
    assert entry_hashes(store, world) == before
    assert len(history(store, world.contest_id)) == 1


def test_a_chief_judge_wears_his_trade_and_his_role(
    store: Store, world: World, tmp_path: Path
) -> None:
    number = world.chiefs["welding"].number
    pdf = printed(store, tmp_path, world.organiser, "badges", numbers=(number,))
    page = texts(pdf)[0]
    assert "裁判长" in page
    assert "焊工" in page
    assert number in page


def test_a_rare_name_prints_and_a_name_without_glyphs_is_told(
    store: Store, world: World, tmp_path: Path
) -> None:
    with store.transaction() as tx:
        first, second, *_ = world.entries["welding"]
        for entry_id, name in ((first, "䶮㛃𬱖"), (second, "王\U000f0001")):
            people.get_person(tx, people.get_entry(tx, entry_id).person_id).name = name
    assert (
        "䶮㛃𬱖" in texts(printed(store, tmp_path, world.organiser, "badges", who="contestants"))[0]
    )
    with store.reading() as tx:
        (line,) = documents_page(tx, world.organiser).history
    assert line.lacking == "\U000f0001"


def test_score_sheets_are_one_a_judge_and_show_no_name(
    store: Store, world: World, tmp_path: Path
) -> None:
    pdf = printed(
        store, tmp_path, world.organiser, "score_sheets", where=world.stages["welding", "prelim"]
    )
    pages = texts(pdf)
    assert history(store, world.contest_id)[0].scope["count"] == 4 + 4 * 3
    assert any("WD-003" in page and "角焊缝试件" in page for page in pages)
    assert not any("选手welding" in page for page in pages)
    assert len(set(codes_of(pdf))) == 16


def test_posters_and_heat_lists_show_everyone_in_the_published_heats(
    store: Store, world: World, tmp_path: Path
) -> None:
    for kind in ("posters", "heat_lists"):
        words = "".join(texts(printed(store, tmp_path, world.organiser, kind)))
        for number in ("WD-001", "WD-002", "WD-003", "WD-004"):
            assert number in words
        assert "08:00–09:00" in words


def test_certificates_are_printed_after_approval_and_notice_and_verify(
    store: Store, tmp_path: Path
) -> None:
    signed = signed_world(store)
    publish(store, signed.world)
    early = print_now(store, tmp_path, signed.organiser, "certificates")
    assert early.state == "failed"
    set_stage(store, signed, "final")
    ids = ids_of(store, signed, "技术状元", "一等奖")
    for actor in (signed.organiser, signed.chief):
        approve_honours(store, actor=actor, honour_ids=ids)
    pdf = printed(store, tmp_path, signed.organiser, "certificates")
    assert page_count(pdf) == 2
    assert b"pdfaid:part>2<" in pdf
    assert all(code.startswith(f"{PUBLIC}/verify/") for code in codes_of(pdf))
    assert "市总工会" in texts(pdf)[0]


@pytest.mark.parametrize(
    ("state", "word"), [("signed", "候选"), ("noticed", "公示"), ("final", "正式")]
)
def test_the_result_book_says_how_far_the_result_has_come(
    state: str, word: str, store: Store, world: World, tmp_path: Path
) -> None:
    entry = world.entries["welding"][0]
    row = {
        "id": entry,
        "rank": 1,
        "no": "WD-001",
        "name": "选手welding1",
        "delegation": "代表队1",
        "score": "93.20",
        "state": "final",
        "parts": [["plate", "93.20"], ["gone", "1.00"]],
    }
    signed = sign(store, world, rows=[row])
    set_stage(store, signed, state)
    if state == "noticed":
        with store.transaction() as tx:
            result = results.get_result(tx, signed.result_id)
            result.noticed_at, result.notice_ends_at = now(), now() + timedelta(days=3)
    page = texts(printed(store, tmp_path, signed.organiser, "results"))[0]
    assert word in page
    assert "93.20" in page
    assert "板对接仰焊" in page


def test_the_history_says_who_when_and_what_and_the_hash_fits(
    store: Store, world: World, tmp_path: Path
) -> None:
    pdf = printed(store, tmp_path, world.organiser, "heat_lists")
    (line,) = history(store, world.contest_id)
    assert line.printed_by == world.organiser.name
    assert line.sha256 == hashlib.sha256(pdf).hexdigest()
    assert line.pages == page_count(pdf)
    with store.reading() as tx:
        last = journal.lines(tx, world.contest_id)[-1]
        page = documents_page(tx, world.organiser)
    assert last.kind == "contest:document:print"
    assert last.body["sha256"] == line.sha256
    assert page.history[0].here
    assert f"D-{line.id[:8]}" in texts(pdf)[0]


def test_a_file_is_gone_after_an_hour_and_its_line_stays(
    store: Store, world: World, tmp_path: Path
) -> None:
    printed(store, tmp_path, world.organiser, "heat_lists")
    document_id = history(store, world.contest_id)[0].id
    assert forget_old(store) == 0
    with store.transaction() as tx:
        documents.get_document(tx, document_id).printed_at = now() - timedelta(minutes=61)
    with pytest.raises(FileGone):
        fetch_file(store, actor=world.organiser, document_id=document_id)
    assert forget_old(store) == 1
    (line,) = history(store, world.contest_id)
    assert not line.kept
    with pytest.raises(FileGone):
        fetch_file(store, actor=world.organiser, document_id=document_id)


def test_another_contests_organiser_fetches_nothing(
    store: Store, world: World, tmp_path: Path
) -> None:
    printed(store, tmp_path, world.organiser, "heat_lists")
    document_id = history(store, world.contest_id)[0].id
    stranger = Actor(role="organiser", staff_id="x", contest_id="y")
    with pytest.raises(NotFound):
        fetch_file(store, actor=stranger, document_id=document_id)


@pytest.mark.parametrize("role", [*(r for r in STAFF if r != "organiser"), "audience"])
def test_only_organisers_print(role: str, store: Store, world: World) -> None:
    actor = Actor(role=role, contest_id=world.contest_id)
    with pytest.raises(SignInNeeded if role == "audience" else NotAllowed):
        request_print(store, actor=actor, kind="badges")


@pytest.mark.parametrize(
    "wrong", [{"kind": "posters; rm"}, {"who": "everybody"}, {"where": "0" * 26}]
)
def test_an_unknown_kind_or_scope_is_refused(
    wrong: dict[str, Any], store: Store, world: World
) -> None:
    with pytest.raises(BadInput):
        request_print(store, actor=world.organiser, **{"kind": "badges", **wrong})


def test_the_queue_of_prints_is_short(store: Store, world: World, tmp_path: Path) -> None:
    first, *_ = [request_print(store, actor=world.organiser, kind="heat_lists") for _ in range(5)]
    with pytest.raises(TooManyPrints):
        request_print(store, actor=world.organiser, kind="heat_lists")
    assert run_job(store, tmp_path, first).state == "done"
    request_print(store, actor=world.organiser, kind="heat_lists")


def test_the_page_counts_what_there_is_and_shows_what_failed(
    store: Store, world: World, tmp_path: Path
) -> None:
    with store.reading() as tx:
        cards = {card.kind: card for card in documents_page(tx, world.organiser).cards}
        staff = len(people.staff_of(tx, world.contest_id))
        trades = contests.trades_of(tx, world.contest_id)
    assert cards["badges"].count == cards["badges"].fresh == 4 + staff
    assert cards["posters"].count == len(trades)
    assert cards["certificates"].count == cards["results"].count == 0
    print_now(store, tmp_path, world.organiser, "results")
    with store.reading() as tx:
        (failed,) = documents_page(tx, world.organiser).failed
    assert failed.job.error is not None
    assert "裁判长" in failed.job.error["zh"]
