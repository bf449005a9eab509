"""Two languages: Chinese first, English when asked for."""

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from contest.security import needs

LANGUAGES = {"zh": "中文", "en": "English"}
language = Blueprint("language", __name__)


def choose_language() -> str:
    """Return the language the person chose, else the browser's first that we speak, else zh."""
    chosen = request.cookies.get("lt_lang", "")
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(list(LANGUAGES), default="zh") or "zh"


@language.get("/language/<code>")
@needs("public.read")
def switch(code: str) -> ResponseReturnValue:
    """Remember the choice and go back to the page it was made on."""
    # Only the path of the page before is used, so that nobody can be sent to another site.
    back = request.args.get("back", "/")
    answer = redirect(back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/")
    if code in LANGUAGES:
        answer.set_cookie("lt_lang", code, max_age=31_536_000, samesite="Strict", httponly=True)
    return answer
