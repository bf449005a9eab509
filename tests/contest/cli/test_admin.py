"""The console of the server: the first contest and its first organiser."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contest.cli.admin import admin
from contest.keys import load_keys
from contest.operations.passwords import sign_in_with_password
from contest.operations.patience import Patience
from contest.queries.access import who_asks
from contest.store import contests
from contest.store.engine import Store
from tests.contest.access_world import PASSWORD


def init(database: str, data: Path, *more: str, password: str = f"{PASSWORD}\n") -> Result:
    return CliRunner().invoke(
        admin,
        ["init", "--contest", "第一届技能大赛", "--name", "陈思远", "--user", "chen", *more],
        input=password,
        env={"DATABASE_URL": database, "LEITAI_DATA_DIR": str(data)},
    )


def test_init_makes_tables_contest_and_organiser(empty_database_url: str, tmp_path: Path) -> None:
    result = init(empty_database_url, tmp_path, "--password-stdin", "--starts-on", "2026-12-01")
    assert result.exit_code == 0, result.output
    assert "/sign-in" in result.output
    store = Store(empty_database_url)
    signed_in = sign_in_with_password(
        store,
        keys=load_keys(tmp_path),
        patience=Patience(),
        device_token="",
        user_name="chen",
        password=PASSWORD,
    )
    with store.reading() as tx:
        contest = contests.all_contests(tx)[0]
        actor = who_asks(tx.connection(), signed_in.token)
        assert (contest.name, contest.starts_on.isoformat()) == ("第一届技能大赛", "2026-12-01")
        assert (actor.role, actor.contest_id) == ("organiser", contest.id)
    store.close()


def test_the_password_is_asked_for_twice_and_not_shown(
    empty_database_url: str, tmp_path: Path
) -> None:
    result = init(empty_database_url, tmp_path, password=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0, result.output
    assert PASSWORD not in result.output


@pytest.mark.parametrize(
    ("more", "password", "sentence"),
    [
        ((), "short\n", "密码至少 15 个字符"),
        (("--days", "0"), f"{PASSWORD}\n", "天数为 1 到 60"),
        (("--timezone", "Mars/Base"), f"{PASSWORD}\n", "no such time zone: Mars/Base"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence_and_nothing_is_made(
    empty_database_url: str, tmp_path: Path, more: tuple[str, ...], password: str, sentence: str
) -> None:
    result = init(empty_database_url, tmp_path, "--password-stdin", *more, password=password)
    assert result.exit_code != 0
    assert sentence in result.output
    assert "Traceback" not in result.output
    store = Store(empty_database_url)
    store.migrate()
    with store.reading() as tx:
        assert contests.all_contests(tx) == []
    store.close()
