"""The steps of a contest day as simulated people do them, each through the real doors."""

import html
import re
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, Protocol

from contest.demo.cast import Cast
from contest.demo.credentials import Official
from contest.demo.hands import mark_for
from contest.demo.visitor import Visitor
from contest.ids import new_id

DICE = 27
RULINGS = "/desk/rulings"
Pause = Callable[[float], None]


class Pages(Protocol):
    """Somebody who opens pages and sends their forms."""

    def page(self, path: str) -> str: ...

    def post_form(self, page: str, path: str, fields: dict[str, Any]) -> str: ...


def check_everybody_in(cast: Cast) -> None:
    """Let the first registrar scan every contestant's badge."""
    registrar = cast.credentials.of_role("registrar")[0]
    cast.come([registrar])
    for token in cast.credentials.entries.values():
        cast.visitors[registrar.number].post_json("/checkin/scan", {"code": token})


def draw_stations(cast: Cast) -> int:
    """Let the organiser commit every draw that is due and the supervisor throw the dice."""
    supervisor = cast.credentials.of_role("supervisor")[0]
    cast.come([supervisor])
    visitor = cast.visitors[supervisor.number]
    _each(cast.organiser, "/draw", r'action="(/draw/[^"]+/commit)"', {})
    dice = ["".join(str(secrets.randbelow(6) + 1) for _ in range(9)) for _ in range(DICE // 9)]
    return _each(visitor, "/draw", r'action="(/draws/[^"]+/run)"', {"dice": dice})


def mark_stage(cast: Cast, stage: str, *, pause: Pause | None = None, trade: str = "") -> int:
    """
    Let every judge mark what he has in a stage (`prelim` or `final`); return how many sheets.

    `pause` is called with how long a person would take; without it nobody waits.
    """
    judges = [*cast.credentials.of_role("judge"), *cast.credentials.of_role("chief_judge")]
    with ThreadPoolExecutor(max_workers=len(judges)) as pool:
        begun = [
            pool.submit(_mark_all, cast, judge, stage, trade, pause)
            for judge in cast.coming(judges)
        ]
        return sum(one.result() for one in begun)


def _mark_all(cast: Cast, judge: Official, stage: str, trade: str, pause: Pause | None) -> int:
    visitor = cast.visitors[judge.number]
    work = visitor.json("/tablet/work")
    done = 0
    for sheet in work["sheets"]:
        mine = sheet["stage"]["key"] == stage
        if not mine or (trade and sheet["trade"]["code"] != trade):
            continue
        if sheet["state"] in {"open", "reopened"}:
            _mark_sheet(cast, visitor, work, sheet, judge.number, pause)
            done += 1
    return done


def _mark_sheet(
    cast: Cast,
    visitor: Visitor,
    work: dict[str, Any],
    sheet: dict[str, Any],
    judge: str,
    pause: Pause | None,
) -> None:
    operations = [
        {
            "id": new_id(),
            "kind": "mark",
            "sheet_id": sheet["id"],
            "aspect_id": aspect["id"],
            "value": mark_for(cast.seed, judge, sheet, aspect),
            "given_at": datetime.now(UTC).isoformat(),
            "base": None,
        }
        for aspect in sheet["form"]
    ]
    operations.append(
        {
            "id": new_id(),
            "kind": "submit",
            "sheet_id": sheet["id"],
            "aspect_id": None,
            "value": None,
            "given_at": datetime.now(UTC).isoformat(),
            "base": None,
        }
    )
    batches = [[operation] for operation in operations] if pause else [operations]
    for batch in batches:
        if pause:
            pause(1.0)
        body = {"contest_id": work["contest"]["id"], "operations": batch}
        results = visitor.post_json("/tablet/outbox", body)["results"]
        refused = [r for r in results if r["status"] not in {"applied", "duplicate"}]
        if refused:
            raise RuntimeError(f"{judge}: {refused}")


def sign_stage(cast: Cast, stage: str, *, trade: str = "", fill: bool = False) -> None:
    """Let the chief judges sign every sheet of a stage and its result; then fill the next one."""
    chiefs = cast.credentials.of_role("chief_judge", trade)
    cast.come(chiefs)
    for chief in chiefs:
        visitor = cast.visitors[chief.number]
        stage_page = _stage_page(visitor, stage)
        page = visitor.page(stage_page)
        chosen = re.findall(r'name="sheet_id" value="([^"]+)"', page)
        if chosen:
            visitor.post_form(stage_page, f"{stage_page}/sign", {"sheet_id": chosen})
        if f"{RULINGS}?trade=" in visitor.page(stage_page):
            supervisors = cast.credentials.of_role("supervisor")[:1]
            cast.come(supervisors)
            answer_questions(visitor, cast.visitors[supervisors[0].number], stage_page)
        visitor.post_form(stage_page, f"{stage_page}/result", {})
        if fill:
            visitor.post_form(stage_page, f"{stage_page}/fill", {})


def answer_questions(chief: Pages, supervisor: Pages, stage_page: str) -> int:
    """
    Let the chief judge answer what the rulebook leaves open in a stage and the supervisor confirm.

    Of equals the order of the page is taken, as if lots had been drawn; else the first answer.
    Returns how many questions there were.
    """
    desk = html.unescape(re.findall(rf'href="({RULINGS}\?trade=[^"]*)"', chief.page(stage_page))[0])
    action = f"{RULINGS}/stages/{stage_page.rpartition('/')[2]}"
    answered = 0
    while asked := re.findall(
        rf'<article class="panel stack"(?:(?!</article>).)*?action="{action}"(.*?)</article>',
        chief.page(desk),
        re.DOTALL,
    ):
        hidden = dict(re.findall(r'name="(key|trade)" value="([^"]*)"', asked[0]))
        order = dict(re.findall(r'name="(place-[^"]+)"[^>]*? value="(\d+)"', asked[0]))
        choices = re.findall(r'<option value="([^"]+)"', asked[0])
        fields = {name: html.unescape(value) for name, value in hidden.items()}
        fields |= order | {"choice": "order" if order else choices[0], "text": "公开抽签结果"}
        chief.post_form(desk, action, fields)
        _each(supervisor, desk, rf'action="({RULINGS}/[^"/]+/confirm)"', {})
        answered += 1
    return answered


def _stage_page(visitor: Visitor, stage: str) -> str:
    """Return the address of the chief judge's page of a stage: the first link is the prelim's."""
    links = dict.fromkeys(re.findall(r'href="(/chief/stages/[^"]+)"', visitor.page("/chief")))
    return list(links)[0 if stage == "prelim" else -1]


def publish_results(cast: Cast) -> None:
    """Open the public notice, approve the honours by two roles, and end the notice."""
    _each(
        cast.organiser, "/desk/results", r'action="(/desk/results/[^"]+/notice)"', {"hours": "72"}
    )
    chiefs = cast.credentials.of_role("chief_judge")
    cast.come(chiefs)
    for visitor in [*(cast.visitors[chief.number] for chief in chiefs), cast.organiser]:
        chosen = re.findall(r'name="honour_id" value="([^"]+)"', visitor.page("/desk/honours"))
        if chosen:
            visitor.post_form("/desk/honours", "/desk/honours/approve", {"honour_id": chosen})
    _each(cast.organiser, "/desk/results", r'action="(/desk/results/[^"]+/finish)"', {})


def _each(visitor: Pages, page: str, pattern: str, fields: dict[str, Any]) -> int:
    """Send every form of a page whose address fits; return how many."""
    paths = list(dict.fromkeys(re.findall(pattern, visitor.page(page))))
    for path in paths:
        visitor.post_form(page, path, fields)
    return len(paths)


def human_pause(pace: float) -> Pause:
    """Return a pause that takes `pace` seconds where a person would take one."""
    return lambda seconds: time.sleep(seconds * pace)
