"""
`python3 dev.py shots`: pictures of every screen at tablet, phone and hall size, for people.

The demo contest is built in a folder of its own and its day is played; at four hours of that day
all screens that then have something to show are taken, into `var/shots` (or the folder named).
Options: `--lang en`, `--only WORD` (screens whose name holds the word).
"""

import argparse
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from contest.demo import credentials
from contest.demo.cast import Cast
from contest.demo.day import (
    check_everybody_in,
    draw_stations,
    mark_stage,
    publish_results,
    sign_stage,
)
from contest.demo.visitor import Visitor
from contest.presets import FOLDER
from tests.browser import ROOT, SCREENS, launch_chromium
from tests.server import Server

SIZES = ("tablet", "phone", "hall")
Shown = tuple[str, Visitor, str]
"""Name of the picture, who looks, and the address."""


@dataclass
class Day:
    """The served demo with its people; `nobody` is a passer-by."""

    base: str
    cast: Cast
    nobody: Visitor
    browser: Browser

    def open(self, who: Visitor, size: str, lang: str) -> Page:
        """Open a browser of that size with somebody's sign-in."""
        width, height, touch = SCREENS[size]
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, has_touch=touch, locale=lang
        )
        context.add_cookies(
            [{"name": n, "value": v, "url": self.base} for n, v in who.cookies().items()]
        )
        return context.new_page()


def first(visitor: Visitor, page: str, pattern: str) -> str:
    """Return the first address of that form on a page."""
    found = re.search(rf'href="({pattern})"', visitor.page(page))
    if found is None:
        raise RuntimeError(f"{page} links to no {pattern}")
    return found.group(1)


def judge_of(cast: Cast, trade: str, role: str = "judge") -> Visitor:
    """Return a signed-in official of a trade."""
    official = cast.credentials.of_role(role, trade)[0]
    cast.come([official])
    return cast.visitors[official.number]


def judge_at_work(cast: Cast) -> tuple[Visitor, str]:
    """Return a judge whom the timetable gave a practical module, and one of these sheets."""
    officials = cast.credentials.of_role("judge", "courier")
    for official in cast.coming(officials):
        judge = cast.visitors[official.number]
        for sheet in judge.json("/tablet/work")["sheets"]:
            if sheet["module"]["kind"] == "practical":
                return judge, str(sheet["id"])
    raise RuntimeError("no judge of the couriers has a practical module")


def morning(day: Day) -> Iterator[Shown]:
    """Before the doors open."""
    cast, nobody = day.cast, day.nobody
    desk, registrar = cast.organiser, judge_of(cast, "", "registrar")
    home = f"/contests/{cast.credentials.contest_id}"
    for name, path in (
        ("sign-in", "/sign-in"),
        ("badge-sign-in", "/j"),
        ("enrol", "/enrol"),
        ("badge-page", f"/b#{next(iter(cast.credentials.entries.values()))}"),
        ("not-found", "/boards/nothing"),
        ("contest", home),
        ("public-timetable", f"{home}/timetable"),
    ):
        yield name, nobody, path
    names = ("people", "people/new", "devices", "locks", "rulebooks", "timetable", "documents")
    for name in (*names, "rulings", "rechecks", "appeals"):
        yield f"desk-{name.replace('/', '-')}", desk, f"/desk/{name}"
    for name in ("roster", "roster/places", "roster/import"):
        yield f"desk-{name.replace('/', '-')}", desk, f"/desk/{name}"
    yield "desk-roster-check", desk, messy_import(day)
    trade = first(desk, "/desk/rulebooks", r"/desk/rulebooks/[^\"]+/edit")
    yield "desk-rulebook-edit", desk, trade
    yield "desk", desk, "/desk"
    yield "desk-honours-empty", desk, "/desk/honours"
    yield "checkin", registrar, "/checkin"
    yield "draw-before", desk, "/draw"


def messy_import(day: Day) -> str:
    """Upload the sample workbook that is full of mistakes; return the page that shows them."""
    page = day.open(day.cast.organiser, "desk", "zh-CN")
    page.goto(day.base + "/desk/roster/import")
    page.set_input_files("[name=workbook]", FOLDER / "rosters" / "messy.xlsx")
    page.locator('form[action*="/desk/roster/import"] button').last.click()
    page.locator("#decide").wait_for(timeout=60_000)
    path = page.url.removeprefix(day.base)
    page.context.close()
    return path


def noon(day: Day) -> Iterator[Shown]:
    """The prelim is being marked: one trade has finished, another is in the middle."""
    cast, nobody = day.cast, day.nobody
    check_everybody_in(cast)
    draw_stations(cast)
    mark_stage(cast, "prelim", trade="lamian")
    (judge, practical), chief = judge_at_work(cast), judge_of(cast, "lamian", "chief_judge")
    stage = first(nobody, f"/contests/{cast.credentials.contest_id}", r"/boards/[^/\"]+")
    chief_stage = first(chief, "/chief", r"/chief/stages/[^\"]+")
    yield "tablet", judge, "/tablet"
    yield "tablet-sheet", judge, f"/tablet#/sheet/{practical}"
    yield "chief-stage", chief, chief_stage
    yield "chief-judges", chief, "/desk/judges"
    yield "chief-sheet", chief, first(chief, chief_stage, r"/chief/sheets/[^\"]+")
    yield "board-provisional", nobody, stage
    yield "hall-provisional", nobody, f"{stage}/hall"
    yield "draw-after", nobody, first(cast.organiser, "/draw", r"/draws/[^\"/]+")
    yield "desk-checkin", cast.organiser, "/desk/checkin"
    yield "desk-marking", cast.organiser, "/desk/marking"


def afternoon(day: Day) -> Iterator[Shown]:
    """The finals are signed."""
    cast = day.cast
    mark_stage(cast, "prelim")
    sign_stage(cast, "prelim", fill=True)
    draw_stations(cast)
    mark_stage(cast, "final")
    sign_stage(cast, "final")
    yield "desk-results", cast.organiser, "/desk/results"
    yield "desk-honours-candidates", cast.organiser, "/desk/honours"


def evening(day: Day) -> Iterator[Shown]:
    """Honours are granted."""
    cast, nobody = day.cast, day.nobody
    publish_results(cast)
    home = nobody.page(f"/contests/{cast.credentials.contest_id}")
    final = list(dict.fromkeys(re.findall(r'href="(/boards/[^/"]+)"', home)))[1]
    yield "board-final", nobody, final
    yield "hall-final", nobody, f"{final}/hall"
    yield "desk-honours", cast.organiser, "/desk/honours"
    yield "verify", nobody, "/verify"
    yield "verify-valid", nobody, first(cast.organiser, "/desk/honours", r"/verify/[^\"]+")
    yield "verify-unknown", nobody, f"/verify/{'0' * 26}"
    yield "desk-journal", cast.organiser, "/desk/journal"


def take(day: Day, shown: Shown, folder: Path, lang: str) -> None:
    """Take one screen at every size."""
    name, who, path = shown
    for size in SIZES:
        page = day.open(who, size, lang)
        page.goto(day.base + path, wait_until="load")
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(800)  # rows slide into place; nothing is being tested here
        page.screenshot(path=folder / f"{name}-{size}.png", full_page=size != "hall")
        page.context.close()


def main() -> None:
    """Play the day and take the pictures."""
    asked = argparse.ArgumentParser(prog="dev.py shots", description=__doc__)
    asked.add_argument("folder", nargs="?", type=Path, default=ROOT / "var" / "shots")
    asked.add_argument("--lang", choices=("zh", "en"), default="zh")
    asked.add_argument("--only", default="")
    options = asked.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    lang = {"zh": "zh-CN", "en": "en-GB"}[options.lang]
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        server = Server(Path(data), "demo")
        server.start(300)
        browser = launch_chromium(playwright)
        try:
            doors = credentials.load(Path(data))
            assert doors is not None, server.log()
            cast, nobody = Cast(base=server.base, credentials=doors), Visitor(server.base)
            cast.organiser_comes()
            day = Day(base=server.base, cast=cast, nobody=nobody, browser=browser)
            for hour in (morning, noon, afternoon, evening):
                for shown in hour(day):
                    if options.only in shown[0]:
                        print(f"  {shown[0]}", flush=True)
                        take(day, shown, options.folder, lang)
        finally:
            browser.close()
            server.stop()
    print(options.folder)


if __name__ == "__main__":
    main()
