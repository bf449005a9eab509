"""The judge's tablet: one page, its work, and the outbox that marks arrive in."""

from typing import Annotated, Literal

from flask import Blueprint, Response, jsonify, render_template, send_from_directory
from flask.typing import ResponseReturnValue
from pydantic import Field

from contest.errors import Refusal
from contest.operations.marking import Operation, enter_operations
from contest.queries.tablet import tablet_work
from contest.security import needs
from contest.web.context import DIST
from contest.web.door import actor, json_body, store
from contest.web.numbers import own_numbers
from contest.web.strict_json import Strict

tablet = Blueprint("tablet", __name__)
Text = Annotated[str, Field(max_length=64)]


class OtherContest(Refusal):
    """The tablet still holds another contest's marks."""

    key = "other_contest"
    zh = "平板上的数据属于另一场大赛，未接收。请先导出，再重新登录。"
    en = "These marks belong to another contest and were not taken. Export them, then sign in."


class Line(Strict):
    """One operation of the outbox; whose it is comes from the session, never from here."""

    id: Annotated[str, Field(min_length=20, max_length=64, pattern=r"^[0-9A-Za-z_-]+$")]
    kind: Literal["mark", "submit"]
    sheet_id: Text
    aspect_id: Text | None = None
    value: Annotated[str, Field(max_length=24)] | None = None
    given_at: Annotated[str, Field(max_length=40)] = ""
    base: int | None = None


class Outbox(Strict):
    """At most 200 operations of one contest; `waiting` is how many more the tablet keeps."""

    contest_id: Text
    operations: Annotated[list[Line], Field(max_length=200)]
    waiting: Annotated[int, Field(ge=0, le=1_000_000)] = 0


@tablet.get("/tablet")
@needs("mark.enter")
def page() -> ResponseReturnValue:
    """Show the tablet's shell; its script asks for the work."""
    return render_template("tablet/page.html")


@tablet.get("/tablet/sw.js")
@needs("public.read")
def service_worker() -> Response:
    """Serve the service worker from where its scope is /tablet."""
    answer = send_from_directory(DIST, "sw.js", max_age=0)
    answer.headers["Service-Worker-Allowed"] = "/tablet"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@tablet.get("/tablet/work")
@needs("mark.enter")
def work() -> ResponseReturnValue:
    """Return all this judge has to mark."""
    with store().reading() as tx:
        return jsonify(tablet_work(tx, actor()))


@tablet.post("/tablet/outbox")
@needs("mark.enter")
def outbox() -> ResponseReturnValue:
    """Take a batch; answer each operation once it is durable."""
    body: Outbox = json_body(Outbox)
    if body.contest_id != actor().contest_id:
        raise OtherContest()
    operations = [Operation(**line.model_dump()) for line in body.operations]
    own = own_numbers()
    if (device_id := actor().device_id) is not None:
        own.heard(device_id, body.waiting)
    with own.accepted.time():
        results = enter_operations(store(), actor=actor(), operations=operations)
    return jsonify(results=results)
