"""The documents page hands files out to organisers, for an hour, and to nobody else."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import Flask

from contest.clock import now
from contest.queries.documents import JOB
from contest.store import documents
from contest.store.engine import Store
from tests.contest.browsing import Browser, signed_in
from tests.contest.factories import World, make_world
from tests.contest.printing import history, print_now, run_job

PAGE = "/desk/documents"


@pytest.fixture
def world(store: Store) -> World:
    return make_world(store, codes=("welding",))


@pytest.fixture
def organiser(app: Flask, store: Store, world: World) -> Browser:
    return signed_in(app, store, world.organiser.staff_id or "")


def test_asking_queues_a_job_and_the_page_shows_it(
    organiser: Browser, store: Store, world: World, tmp_path: Path
) -> None:
    answer = organiser.submit(
        f"{PAGE}/print",
        page=PAGE,
        kind="badges",
        where="",
        who="contestants",
        issue="new",
        numbers="",
    )
    assert answer.status_code == 303
    with store.reading() as tx:
        (job,) = documents.jobs_under_way(tx, world.contest_id, JOB)
        job_id = job.id
        assert job.payload["scope"] == {
            "where": "",
            "who": "contestants",
            "numbers": [],
            "only_new": True,
        }
    page = organiser.get(PAGE).text
    assert f'data-job="{job_id}"' in page
    assert "排队中" in page
    run_job(store, tmp_path, job_id)
    page = organiser.get(PAGE).text
    assert "data-job" not in page
    assert "选手证件" in page
    assert world.organiser.name in page


def test_numbers_may_be_parted_by_any_comma(organiser: Browser, store: Store, world: World) -> None:
    organiser.submit(
        f"{PAGE}/print", page=PAGE, kind="badges", numbers="WD-001，WD-002、 S-01,S-02"
    )
    with store.reading() as tx:
        (job,) = documents.jobs_under_way(tx, world.contest_id, JOB)
        assert job.payload["scope"]["numbers"] == ["WD-001", "WD-002", "S-01", "S-02"]


def test_a_download_is_an_attachment_that_nobody_stores(
    organiser: Browser, store: Store, world: World, tmp_path: Path
) -> None:
    print_now(store, tmp_path, world.organiser, "badges", where=world.trades["welding"])
    (line,) = history(store, world.contest_id)
    answer = organiser.get(f"{PAGE}/{line.id}.pdf")
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF-")
    assert answer.content_type == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert f"证件（焊工）-D-{line.id[:8]}.pdf" in unquote(disposition)


def test_a_title_never_breaks_out_of_its_header(
    organiser: Browser, store: Store, world: World, tmp_path: Path
) -> None:
    print_now(store, tmp_path, world.organiser, "badges")
    (line,) = history(store, world.contest_id)
    with store.transaction() as tx:
        documents.get_document(tx, line.id).title = '../../"x"\r\nSet-Cookie: a=b'
    answer = organiser.get(f"{PAGE}/{line.id}.pdf")
    assert "Set-Cookie" not in answer.headers
    assert "\n" not in answer.headers["Content-Disposition"]


def test_the_page_deletes_what_is_older_than_an_hour(
    organiser: Browser, store: Store, world: World, tmp_path: Path
) -> None:
    print_now(store, tmp_path, world.organiser, "badges")
    (line,) = history(store, world.contest_id)
    with store.transaction() as tx:
        documents.get_document(tx, line.id).printed_at = now() - timedelta(minutes=61)
    gone = organiser.get(f"{PAGE}/{line.id}.pdf")
    assert gone.status_code == 410
    assert "一小时" in gone.text
    page = organiser.get(PAGE).text
    assert "已删除" in page
    assert not history(store, world.contest_id)[0].kept


def test_a_failed_print_says_what_to_do_in_both_languages(
    organiser: Browser, store: Store, world: World, tmp_path: Path
) -> None:
    print_now(store, tmp_path, world.organiser, "certificates")
    assert "公示结束后" in organiser.get(PAGE).text
    organiser.carry("lt_lang", "en")
    assert "public notice" in organiser.get(PAGE).text


def test_a_wrong_choice_is_refused_in_a_sentence(organiser: Browser, world: World) -> None:
    answer = organiser.submit(f"{PAGE}/print", page=PAGE, kind="passports")
    assert answer.status_code == 422
    assert "请选择" in answer.text


@pytest.mark.parametrize("role", ["registrar", "supervisor", "coding_judge"])
def test_other_officials_neither_see_nor_fetch(
    role: str, app: Flask, store: Store, world: World, tmp_path: Path
) -> None:
    print_now(store, tmp_path, world.organiser, "badges")
    (line,) = history(store, world.contest_id)
    other = signed_in(app, store, getattr(world, role).staff_id)
    assert other.get(PAGE).status_code == 403
    assert other.get(f"{PAGE}/{line.id}.pdf").status_code == 403


def test_the_public_fetches_nothing(app: Flask, store: Store, world: World, tmp_path: Path) -> None:
    print_now(store, tmp_path, world.organiser, "badges")
    (line,) = history(store, world.contest_id)
    assert Browser(app).get(f"{PAGE}/{line.id}.pdf").status_code == 401


def test_another_contests_organiser_fetches_nothing(
    app: Flask, store: Store, world: World, tmp_path: Path
) -> None:
    print_now(store, tmp_path, world.organiser, "badges")
    (line,) = history(store, world.contest_id)
    stranger = signed_in(app, store, make_world(store, codes=()).organiser.staff_id or "")
    assert stranger.get(f"{PAGE}/{line.id}.pdf").status_code == 404
