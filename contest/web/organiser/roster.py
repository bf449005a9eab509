"""The roster at the desk: who takes part, and importing workbooks."""

from io import BytesIO
from pathlib import PurePath
from typing import Any

from flask import (
    Blueprint,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.errors import BadInput
from contest.operations import roster_mending, rosters
from contest.queries import roster as pictures
from contest.queries.column_forms import column_forms, fields_of_kinds
from contest.queries.import_plan import FIELD_WORDS
from contest.roster import Preview, annotate, template
from contest.roster.columns import KIND_NAMES, column_words
from contest.roster.limits import MAX_BYTES
from contest.roster.mending import Layout
from contest.roster.records import SKILL_LEVEL_WORDS
from contest.security import needs
from contest.web.answers import wants_json
from contest.web.door import actor, keys, store
from contest.web.limits import at_most, takes

roster = Blueprint("roster", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What is wrong with a sheet as a whole is mended by its columns, not in a cell.
SHEET_WIDE = ("no_header", "missing_column", "empty_sheet")
# The form around the file: its token, its borders.
FORM_BYTES = 20_000


@roster.get("/desk/roster")
@needs("roster.read")
def index() -> ResponseReturnValue:
    """Show who takes part in which trade, searched and filtered."""
    given = request.args
    number = given.get("page", "1")
    chosen = {
        "trade": given.get("trade", "")[:40],
        "state": given.get("state", "")[:20],
        "words": given.get("words", "")[:80],
    }
    page = int(number) if number.isdecimal() and len(number) < 6 else 1
    with store().reading() as tx:
        shown = pictures.roster_page(tx, actor(), page=page, **chosen)
    return render_template(
        "organiser/roster.html", shown=shown, chosen=chosen, levels=SKILL_LEVEL_WORDS
    )


@roster.get("/desk/roster/places")
@needs("roster.read")
def places() -> ResponseReturnValue:
    """Show the venues and their workstations."""
    with store().reading() as tx:
        halls = pictures.places_page(tx, actor())
    return render_template("organiser/roster_places.html", halls=halls)


@roster.get("/desk/roster/import")
@needs("roster.write")
def new() -> ResponseReturnValue:
    """Show the form for a workbook, and uploads that still wait."""
    with store().reading() as tx:
        waiting = pictures.waiting_imports(tx, actor())
        trades = pictures.known_trades(tx, actor().contest_id or "")
    return render_template("organiser/roster_import.html", waiting=waiting, trades=trades)


@roster.post("/desk/roster/import")
@takes(MAX_BYTES + FORM_BYTES)
@needs("roster.write")
def upload() -> ResponseReturnValue:
    """Take a workbook and have it read."""
    at_most("60/hour", "roster", actor().staff_id or "")
    file = request.files.get("workbook")
    if file is None or not file.filename:
        flash(gettext("请先选择要上传的工作簿。"), "error")
        return redirect(url_for("roster.new"), 303)
    import_id = rosters.upload_roster(
        store(),
        keys=keys(),
        actor=actor(),
        file_name=PurePath(file.filename.replace("\\", "/")).name,
        data=file.read(MAX_BYTES + 1),
    )
    return redirect(url_for("roster.check", import_id=import_id), 303)


@roster.get("/desk/roster/imports/<import_id>")
@needs("roster.write")
def check(import_id: str) -> ResponseReturnValue:
    """Show what was read: problems by kind, columns, differences; or how far reading is."""
    preview = _preview(import_id)
    with store().reading() as tx:
        page = pictures.import_page(tx, actor(), keys=keys(), import_id=import_id, preview=preview)
        mends = roster_mending.mends_of(keys(), page.upload)
    return render_template(
        "organiser/roster_check.html",
        page=page,
        mends=mends,
        forms=column_forms(preview, mends) if preview else [],
        fields=fields_of_kinds(),
        sheet_wide=SHEET_WIDE,
        field_words=FIELD_WORDS,
        kind_names=KIND_NAMES,
        columns=_columns(preview) if preview else [],
    )


def _preview(import_id: str) -> Preview | None:
    with store().reading() as tx:
        upload = pictures.import_of(tx, actor(), import_id)
    return rosters.preview_of(keys(), upload) if upload.state == "shown" else None


def _columns(preview: Preview) -> list[dict[str, object]]:
    """Return every sheet that was read, each column with what it means."""
    return [
        {
            "sheet": sheet,
            "columns": [
                (column, column_words(sheet.kind, column.field) if column.field else None)
                for column in preview.columns
                if column.sheet == sheet.name
            ],
        }
        for sheet in preview.sheets
        if sheet.kind
    ]


@roster.post("/desk/roster/imports/<import_id>/cells")
@needs("roster.write")
def mend(import_id: str) -> ResponseReturnValue:
    """Put what was typed in the place of cells, or take that back, and read again."""
    typed: dict[str, str | None] = {
        name.removeprefix("cell:"): text
        for name, text in request.form.items()
        if name.startswith("cell:") and text.strip()
    }
    typed |= dict.fromkeys(request.form.getlist("undo"))
    if not typed:
        with store().reading() as tx:
            pictures.import_of(tx, actor(), import_id)
        flash(gettext("还没有填写任何单元格。"), "error")
        return redirect(url_for("roster.check", import_id=import_id), 303)
    job_id = roster_mending.mend_cells(
        store(), keys=keys(), actor=actor(), import_id=import_id, cells=typed
    )
    return _reading_again(import_id, job_id)


@roster.post("/desk/roster/imports/<import_id>/columns")
@needs("roster.write")
def columns(import_id: str) -> ResponseReturnValue:
    """Take what a person says of a sheet's columns, and read again."""
    job_id = roster_mending.name_columns(
        store(),
        keys=keys(),
        actor=actor(),
        import_id=import_id,
        sheet=request.form.get("sheet", ""),
        layout=_layout(),
    )
    return _reading_again(import_id, job_id)


def _layout() -> Layout:
    chosen = {
        name.removeprefix("field:"): int(column)
        for name, column in request.form.items()
        if name.startswith("field:") and column.isdecimal() and len(column) < 4
    }
    row = request.form.get("header_row", "")
    try:
        return Layout(
            kind=request.form.get("kind", ""),
            header_row=int(row) if row.isdecimal() and len(row) < 3 else 0,
            fields=chosen,
        )
    except ValueError as error:
        raise BadInput(
            zh="列的选择无法识别。请刷新页面后重新选择。",
            en="This choice of columns is not understood. Reload the page and choose again.",
        ) from error


def _reading_again(import_id: str, job_id: str) -> ResponseReturnValue:
    """A script waits on its page for the job; a browser without one shows the page of waiting."""
    if wants_json():
        return jsonify(job=job_id)
    return redirect(url_for("roster.check", import_id=import_id), 303)


@roster.post("/desk/roster/imports/<import_id>/save")
@needs("roster.write")
def save(import_id: str) -> ResponseReturnValue:
    """Write what was shown."""
    saved = rosters.save_import(
        store(),
        keys=keys(),
        actor=actor(),
        import_id=import_id,
        update=request.form.get("update", "")[:64],
    )
    flash(
        gettext(
            "已导入：选手 %(entries)s 项，裁判 %(judges)s 人，赛场 %(venues)s 处，"
            "工位 %(workstations)s 个；更新 %(updated)s 项资料。",
            entries=saved.entries,
            judges=saved.judges,
            venues=saved.venues,
            workstations=saved.workstations,
            updated=saved.updated,
        ),
        "done",
    )
    return redirect(url_for("roster.index"), 303)


@roster.post("/desk/roster/imports/<import_id>/discard")
@needs("roster.write")
def discard(import_id: str) -> ResponseReturnValue:
    """Forget an upload."""
    rosters.discard_import(store(), actor=actor(), import_id=import_id)
    flash(gettext("已放弃这次上传，文件和读取的内容已删除。"), "done")
    return redirect(url_for("roster.new"), 303)


@roster.get("/desk/roster/imports/<import_id>/annotated.xlsx")
@needs("roster.write")
def annotated(import_id: str) -> ResponseReturnValue:
    """Hand the workbook back with every problem marked."""
    at_most("60/hour", "annotate", actor().staff_id or "")
    with store().reading() as tx:
        upload = pictures.import_of(tx, actor(), import_id)
    preview = rosters.preview_of(keys(), upload)
    data = annotate(rosters.workbook_of(keys(), upload), preview.problems)
    return _workbook(data, f"{PurePath(upload.file_name).stem}（已标注）.xlsx")


@roster.get("/desk/roster/template.xlsx")
@needs("roster.write")
def blank() -> ResponseReturnValue:
    """Hand out an empty roster to fill in."""
    with store().reading() as tx:
        trades = pictures.known_trades(tx, actor().contest_id or "")
    return _workbook(template(trades), "名单模板.xlsx")


def _workbook(data: bytes, name: str) -> ResponseReturnValue:
    answer = send_file(
        BytesIO(data),
        mimetype=XLSX,
        as_attachment=True,
        download_name=name,
        max_age=0,
        etag=False,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@roster.post("/desk/roster/entries/<entry_id>/withdraw")
@needs("roster.write")
def withdraw(entry_id: str) -> ResponseReturnValue:
    """Note that an entry withdrew."""
    rosters.withdraw_entry(store(), actor=actor(), entry_id=entry_id)
    flash(gettext("已登记退赛。"), "done")
    return _back()


@roster.post("/desk/roster/entries/<entry_id>/return")
@needs("roster.write")
def take_back(entry_id: str) -> ResponseReturnValue:
    """Let an entry take part again."""
    rosters.return_entry(store(), actor=actor(), entry_id=entry_id)
    flash(gettext("已恢复参赛。"), "done")
    return _back()


def _back() -> ResponseReturnValue:
    """Go back to the list as it was filtered."""
    kept: dict[str, Any] = {
        name: value[:80]
        for name in ("trade", "state", "words", "page")
        if (value := request.form.get(name))
    }
    return redirect(url_for("roster.index", **kept), 303)
