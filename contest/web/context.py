"""What every template may use."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import get_locale

from contest.web.language import LANGUAGES

DIST = Path(__file__).parents[2] / "static" / "dist"


@lru_cache
def _manifest() -> dict[str, str]:
    return json.loads((DIST / "manifest.json").read_text())  # type: ignore[no-any-return]  # our own build's file


def asset(name: str) -> str:
    """Return the address of a built file by its logical name (`board.js`)."""
    return url_for("static", filename=_manifest().get(name, name))


def is_zh() -> bool:
    """Tell whether the page is in Chinese."""
    return str(get_locale() or "zh").startswith("zh")


def either(zh: str | None, en: str | None) -> str:
    """Return data in the page's language; where there is no English the Chinese stands."""
    return (zh or en or "") if is_zh() else (en or zh or "")


def register_context(app: Flask) -> None:
    """Give every template the actor, the language and the built files."""
    # Macros of templates/components see only globals, not what a context processor adds.
    app.jinja_env.globals.update(asset=asset, either=either)

    @app.context_processor
    def common() -> dict[str, Any]:
        return {
            "actor": g.get("actor"),
            "asset": asset,
            "either": either,
            "is_zh": is_zh(),
            "lang": "zh-CN" if is_zh() else "en",
            "languages": LANGUAGES,
            "here": request.full_path.rstrip("?") if request else "/",
        }
