"""The documents page: choose, print, fetch within the hour, and see who printed what."""

from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.operations import documents as operations
from contest.queries.documents import documents_page
from contest.security import needs
from contest.web.door import actor, store

documents = Blueprint("documents", __name__)


@documents.get("/desk/documents")
@needs("document.write")
def show() -> ResponseReturnValue:
    """Show what can be printed, what is being printed and what was printed."""
    # Whoever looks here sees to it that no file outlives its hour.
    operations.forget_old(store())
    with store().reading() as tx:
        page = documents_page(tx, actor())
    return render_template("organiser/documents.html", page=page)


@documents.post("/desk/documents/print")
@needs("document.write")
def make() -> ResponseReturnValue:
    """Ask the worker for a document."""
    form = request.form
    numbers = form.get("numbers", "").replace("，", " ").replace("、", " ").replace(",", " ")
    operations.request_print(
        store(),
        actor=actor(),
        kind=form.get("kind", ""),
        where=form.get("where", ""),
        who=form.get("who", "all"),
        numbers=tuple(numbers.split()),
        only_new=form.get("issue") == "new",
    )
    flash(gettext("已开始生成，完成后出现在下面的记录里。"), "done")
    return redirect(url_for("documents.show") + "#under-way", 303)


@documents.get("/desk/documents/<document_id>.pdf")
@needs("document.write")
def download(document_id: str) -> ResponseReturnValue:
    """Hand a file out while its hour lasts; it is stored nowhere on the way."""
    file = operations.fetch_file(store(), actor=actor(), document_id=document_id)
    answer = send_file(
        BytesIO(file.data),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=file.name,
        max_age=0,
        etag=False,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
