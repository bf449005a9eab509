"""What every template may use."""

import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, g, request, url_for
from flask_babel import get_locale
from jinja2 import pass_context
from jinja2.runtime import Context

from contest.security import permission_of
from contest.store.contests import get_contest
from contest.web.door import store
from contest.web.language import LANGUAGES

DIST = Path(__file__).parents[2] / "static" / "dist"
RAIL = (
    ("overview", "desk.overview"),
    ("chief", "chief.home"),
    ("roster", "roster.index"),
    ("rulebooks", "rulebooks.index"),
    ("timetable", "timetable.page"),
    ("checkin", "checkin.desk"),
    ("draw", "draw.desk"),
    ("marking", "marking.progress"),
    ("rulings", "rulings.show"),
    ("review", "review.recheck_desk"),
    ("results", "results_desk.stages"),
    ("honours", "honours.show"),
    ("documents", "documents.show"),
    ("people", "people.index"),
)
"""The organiser's pages in the order of a contest day: key of the layout's words, endpoint."""


@lru_cache(maxsize=2)
def _manifest(changed_at: float) -> dict[str, str]:
    return json.loads((DIST / "manifest.json").read_text())


def asset(name: str) -> str:
    """Return the address of a built file by its logical name (`board.js`)."""
    # A server that runs on while the front end is built anew must not point at files now gone.
    names = _manifest((DIST / "manifest.json").stat().st_mtime)
    return url_for("static", filename=names.get(name, name))


def is_zh() -> bool:
    """Tell whether the page is in Chinese."""
    return str(get_locale() or "zh").startswith("zh")


def either(zh: str | None, en: str | None) -> str:
    """Return data in the page's language; where there is no English the Chinese stands."""
    return (zh or en or "") if is_zh() else (en or zh or "")


@pass_context
def moment(page: Context, value: datetime) -> str:
    """
    Return a moment as people at the contest read it: in the time zone of the page's contest.

    Macros do not know the contest: what they say of time is put into words by the page.
    """
    return value.astimezone(ZoneInfo(page["contest"].timezone)).strftime("%Y-%m-%d %H:%M")


def register_context(app: Flask) -> None:
    """Give every template the actor, the language and the built files."""
    # Macros see only Jinja globals.
    app.jinja_env.globals.update(asset=asset, either=either)
    app.jinja_env.filters["moment"] = moment

    @app.context_processor
    def common() -> dict[str, Any]:
        actor = g.get("actor")
        given: dict[str, Any] = {
            "actor": actor,
            "is_zh": is_zh(),
            "lang": "zh-CN" if is_zh() else "en",
            "languages": LANGUAGES,
            "here": request.full_path.rstrip("?"),
            "rail": [],
        }
        if actor is not None and actor.contest_id is not None:
            with store().reading() as tx:
                given["contest"] = get_contest(tx, actor.contest_id)
            views = app.view_functions
            given["rail"] = [
                {"key": key, "url": url_for(endpoint)}
                for key, endpoint in RAIL
                if actor.may(permission_of(views[endpoint]) or "")
            ]
        return given
