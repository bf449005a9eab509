"""The proof of an honour, downloaded from the desk and checked by code that knows no engine."""

import json
from pathlib import Path

from click.testing import CliRunner
from flask import Flask

from contest.operations.honours import approve_honours, revoke_honour
from contest.operations.results import sign_result
from contest.operations.rulings import confirm_ruling, make_ruling
from contest.proof.commands import proof
from contest.store import honours
from contest.store.engine import Store
from tests.contest.browsing import Browser, signed_in
from tests.contest.factories import World
from tests.contest.small_world import give, small_world, stage_of

DESK = "/desk/honours"


def won(store: Store) -> tuple[World, dict[str, str]]:
    """Sign a final whose first place a ruling decided; return the winner's honours by name."""
    world = small_world(store)
    chief = world.chiefs["welding"]
    give(store, world, [[90, 90, 90], [90, 90, 90], [80, 80, 80], [70, 70, 70]])
    first, second = world.entries["welding"][:2]
    key = f"tie:overall:{'='.join(sorted([first, second]))}"
    ruling = make_ruling(
        store,
        actor=chief,
        stage_id=stage_of(world),
        key=key,
        choice="order",
        text="公开抽签结果",
        order=[second, first],
    )
    confirm_ruling(store, actor=world.supervisor, ruling_id=ruling)
    sign_result(store, actor=chief, stage_id=stage_of(world))
    with store.reading() as tx:
        lines = honours.honours_of(tx, world.contest_id)
        return world, {x.honour.name: x.honour.id for x in lines if x.entry.id == second}


def download(browser: Browser, honour_id: str, folder: Path) -> Path:
    answer = browser.get(f"{DESK}/{honour_id}/proof")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    path = folder / "proof.json"
    path.write_bytes(answer.data)
    return path


def test_a_downloaded_proof_holds_and_shows_ruling_and_approvals(
    app: Flask, store: Store, tmp_path: Path
) -> None:
    world, ids = won(store)
    assert set(ids) == {"金奖", "技师"}
    chief = world.chiefs["welding"]
    approve_honours(store, actor=chief, honour_ids=[ids["金奖"]])
    browser = signed_in(app, store, world.organiser.staff_id or "")
    assert f"{DESK}/{ids['金奖']}/proof" in browser.get(DESK).text
    for name in ids:
        path = download(browser, ids[name], tmp_path)
        told = CliRunner().invoke(proof, ["check", str(path)])
        assert told.exit_code == 0, told.output
        assert "公开抽签结果" in told.output
        assert chief.number in told.output
        assert world.supervisor.number in told.output
        read = json.loads(path.read_text("utf-8"))
        assert read["holder"]["number"] == "WD-002"
        assert [a["number"] for a in read["approvals"]] == [chief.number] * (name == "金奖")


def test_a_proof_with_another_mark_does_not_hold(app: Flask, store: Store, tmp_path: Path) -> None:
    world, ids = won(store)
    path = download(signed_in(app, store, world.organiser.staff_id or ""), ids["金奖"], tmp_path)
    path.write_text(path.read_text("utf-8").replace('"1": "90"', '"1": "95"'), "utf-8")
    told = CliRunner().invoke(proof, ["check", str(path)])
    assert told.exit_code == 1
    assert "封印" in told.output


def test_what_is_revoked_is_not_proved(app: Flask, store: Store) -> None:
    world, ids = won(store)
    revoke_honour(store, actor=world.organiser, honour_id=ids["金奖"], reason="材料不实")
    browser = signed_in(app, store, world.organiser.staff_id or "")
    answer = browser.get(f"{DESK}/{ids['金奖']}/proof")
    assert answer.status_code == 409
    assert "已撤销" in answer.text
    assert f"{ids['金奖']}/proof" not in browser.get(DESK).text
