"""Is this certificate real? Anybody may ask, without signing in."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contest.queries.verify import spelled
from contest.queries.verify import verify as look_up
from contest.security import needs
from contest.web.door import store
from contest.web.limits import at_most

verify = Blueprint("verify", __name__)
RATE = "60/minute"
MOST_TYPED = 80


@verify.get("/verify")
@needs("public.read")
def ask() -> ResponseReturnValue:
    """Show where to type a code; a typed one goes to its own address, as if it were scanned."""
    typed = spelled(request.args.get("code", "")[:MOST_TYPED])
    if typed:
        return redirect(url_for("verify.show", code=typed), 303)
    return render_template("public/verify.html", asked=False, found=None, code="")


@verify.get("/verify/<code>")
@needs("public.read")
def show(code: str) -> ResponseReturnValue:
    """Show what a certificate's code proves; an unknown one is answered in a sentence."""
    # 130 random bits cannot be guessed; the limit keeps a guesser from tiring the database.
    at_most(RATE, "verify", request.remote_addr or "")
    with store().reading() as tx:
        found = look_up(tx, code[:MOST_TYPED])
    page = render_template("public/verify.html", asked=True, found=found, code=code[:MOST_TYPED])
    return page, 200 if found else 404
