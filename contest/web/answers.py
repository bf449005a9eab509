"""Refusals and errors as a person or an application sees them."""

from flask import current_app, flash, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from contest.errors import Refusal

KNOWN_PAGES = {400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503}
SENTENCES = {
    400: (
        "请求无法识别。请返回上一页重试。",
        "The request was not understood. Go back and try again.",
    ),
    404: ("没有找到这个页面。", "There is no such page."),
    405: ("这个地址不支持这种操作。", "This address does not support that."),
    413: ("上传的内容太大。", "What was sent is too large."),
    429: ("操作太频繁，请稍候再试。", "Too many requests. Please wait a moment."),
    500: (
        "系统出现意外错误，已记录。您的数据没有丢失，请稍后重试。",
        "Something went wrong here and was logged. Nothing of yours was lost; please try again.",
    ),
    503: ("系统繁忙，请稍候再试。", "The system is busy. Please try again in a moment."),
}


def wants_json() -> bool:
    """Tell whether the caller is a script rather than a person's browser window."""
    return (
        request.is_json or request.headers.get("X-Leitai") == "1" or request.path.endswith(".json")
    )


def error_answer(
    status: int, refusal: Refusal | None, *, headers: dict[str, str] | None = None
) -> ResponseReturnValue:
    """Return the answer to a refusal or an HTTP error, as JSON or as a page."""
    zh, en = SENTENCES.get(status, SENTENCES[400])
    told = refusal.as_json() if refusal else {"key": f"http_{status}", "zh": zh, "en": en}
    kept = {
        name: value for name, value in (headers or {}).items() if name in {"Allow", "Retry-After"}
    }
    if wants_json():
        return jsonify(told), status, kept
    language = str(get_locale() or "zh")
    page = f"errors/{status if status in KNOWN_PAGES else 400}.html"
    sentence = told["zh"] if language.startswith("zh") else told["en"]
    current_app.logger.info("refused %s: %s", request.endpoint, told["key"])
    return render_template(page, status=status, sentence=sentence), status, kept


def flash_refusal(refusal: Refusal) -> None:
    """
    Show a refusal on the next page, where the form it answers still stands.

    What does not exist or is not allowed is no mistake in a form and stays an error.
    """
    if refusal.status in {403, 404}:
        raise refusal
    flash(refusal.sentence(str(get_locale() or "zh")), "error")
