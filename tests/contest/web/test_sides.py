"""Processes for the public know nobody and serve only what everybody may read."""

from pathlib import Path

import pytest
from flask import Flask

from contest.app import create_app
from contest.config import Settings
from contest.web.door import FOR_EVERYBODY
from tests.contest.browsing import HOST
from tests.redis import RedisServer


def side(database_url: str, folder: Path, **more: object) -> Flask:
    settings: dict[str, object] = {
        "DATABASE_URL": database_url,
        "data_dir": folder,
        "origins": (HOST,),
        "public_url": HOST,
        "trusted_hosts": ("localhost",),
        **more,
    }
    return create_app(Settings.model_validate(settings))


def test_a_public_process_has_no_door_for_officials(database_url: str, tmp_path: Path) -> None:
    public = side(database_url, tmp_path, serves="public")
    hall = side(database_url, tmp_path, serves="hall")
    asked = 0
    for rule in public.url_map.iter_rules():
        blueprint, _, _ = rule.endpoint.partition(".")
        if blueprint in FOR_EVERYBODY or rule.endpoint == "static" or rule.arguments:
            continue
        asked += 1
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        for app, shut in ((public, True), (hall, False)):
            answer = app.test_client().open(rule.rule, method=method, base_url=HOST, buffered=True)
            assert (answer.status_code == 404) is shut, rule.rule
            answer.close()
    assert asked > 20
    assert public.test_client().get("/", base_url=HOST).status_code == 200
    for app in (public, hall):
        app.extensions["leitai_store"].close()


def test_limits_are_counted_over_all_processes_and_alone_while_redis_is_away(
    database_url: str, tmp_path: Path
) -> None:
    redis = RedisServer()
    redis.start()
    apps = [side(database_url, tmp_path, redis_url=redis.url) for _ in range(2)]

    def ask(app: Flask) -> int:
        body = {"name": "x"}
        headers = {"X-Leitai": "1", "Origin": HOST}
        answer = app.test_client().post("/devices/enrol", json=body, headers=headers, base_url=HOST)
        return answer.status_code

    tries = 0
    while ask(apps[0]) != 429:
        tries += 1
        assert tries < 100
    assert ask(apps[1]) == 429
    redis.stop()
    # Each counts for itself now: not open without end, and not shut.
    assert ask(apps[1]) != 429
    for _ in range(tries):
        ask(apps[1])
    assert ask(apps[1]) == 429
    for app in apps:
        app.extensions["leitai_store"].close()


def test_a_side_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="serves"):
        Settings.model_validate({"serves": "both"})
