"""The honours desk: candidates with their reasons, two names under each, revocation."""

import io
import json

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.operations import honours as operations
from contest.queries.honour_proofs import honour_proof
from contest.queries.honours import honours_page
from contest.security import needs
from contest.web.door import actor, store

honours = Blueprint("honours", __name__)


@honours.get("/desk/honours")
@needs("honour.read")
def show() -> ResponseReturnValue:
    """Show every honour of the contest, or of a chief judge's trade."""
    with store().reading() as tx:
        return render_template("organiser/honours.html", groups=honours_page(tx, actor()))


@honours.get("/desk/honours/<honour_id>/proof")
@needs("honour.read")
def proof(honour_id: str) -> ResponseReturnValue:
    """Download the proof file of one honour, for `leitai proof check`."""
    with store().reading() as tx:
        name, found = honour_proof(tx, honour_id, actor())
    text = json.dumps(found, ensure_ascii=False, indent=2).encode()
    return send_file(
        io.BytesIO(text), "application/json", as_attachment=True, download_name=f"{name}.json"
    )


@honours.post("/desk/honours/approve")
@needs("honour.approve")
def approve() -> ResponseReturnValue:
    """Put the viewer's name under the ticked honours."""
    chosen = request.form.getlist("honour_id")
    approved = operations.approve_honours(store(), actor=actor(), honour_ids=chosen)
    if approved:
        flash(gettext("已批准，其中 %(count)s 项两方均已批准。", count=approved), "done")
    else:
        flash(gettext("已批准。还需要另一角色批准。"), "done")
    return _back()


@honours.post("/desk/honours/review/<result_id>")
@needs("honour.approve")
def review(result_id: str) -> ResponseReturnValue:
    """Look again at what was held back for a missing fact."""
    freed = operations.review_held(store(), actor=actor(), result_id=result_id)
    if freed:
        flash(gettext("复查完成，%(count)s 项已有结论。", count=freed), "done")
    else:
        flash(gettext("复查完成，所缺信息仍未补齐。"), "warning")
    return _back()


@honours.post("/desk/honours/<honour_id>/revoke")
@needs("honour.revoke")
def revoke(honour_id: str) -> ResponseReturnValue:
    """Take an honour back, with its reason."""
    reason = request.form.get("reason", "")
    operations.revoke_honour(store(), actor=actor(), honour_id=honour_id, reason=reason)
    flash(gettext("荣誉已撤销，核验页即时显示。"), "done")
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(url_for("honours.show"), 303)
