"""What a contestant's badge opens."""

from pathlib import Path

from flask import Flask

from contest.keys import load_keys
from contest.operations.badges import issue_entry_badges
from contest.store.engine import Store
from tests.contest.browsing import Browser
from tests.contest.factories import make_world


def test_a_contestants_heats_are_told_by_the_names_of_their_modules(
    app: Flask, store: Store, tmp_path: Path
) -> None:
    world = make_world(store)
    entry_id = world.entries["lamian"][0]
    keys = load_keys(tmp_path / "data")
    badges = issue_entry_badges(store, keys=keys, actor=world.organiser, entry_ids=[entry_id])
    told = Browser(app).ask("/b/show", {"badge": badges[entry_id]}).get_json()
    assert {(heat["module"], heat["module_en"]) for heat in told["heats"]} == {
        ("理论知识", "Theory"),
        ("手工拉面基本功", "Basic pulling skills"),
    }
