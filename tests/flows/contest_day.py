"""A whole contest day in real browsers, from an empty database to a verified certificate."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, expect

from contest.demo.cast import Cast
from contest.demo.credentials import Credentials, Official
from contest.demo.hands import mark_for
from contest.presets import FOLDER, sample_roster
from contest.queries.problem import build_problem, wishes_of
from contest.store import contests, timetables
from contest.store.engine import Store
from scheduler.check import check
from scheduler.rules import HARD_RULES
from scheduler.timetable import Timetable
from tests.browser import Camera
from tests.flows.paper import Printed, codes_of
from tests.flows.screens import Screen, Tablet
from tests.scheduler.broken import broken_copies
from tests.server import ROOT, Server

TRADES = (
    ("lamian", "LM", "拉面", "Hand-pulled noodles"),
    ("welding", "WD", "焊工", "Welding"),
    ("courier", "CR", "快递员", "Courier"),
)
# A scanner's keys come in one burst; sent one by one they would depend on this machine's load.
SCANNER = """text => [...text, "Enter"].forEach(key =>
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })))"""
A_JOB_MS = 120_000
PASSWORD = "marmot-under-the-old-bridge"
NUMBER = re.compile(r"\b(LM|WD|CR|[A-Z]{1,2})\W?(\d{2,3})\b")
TOKEN = re.compile(r"[JC]1[0-9A-HJKMNP-TV-Z]{26}")
ROLE_OF = {"J": "judge", "CJ": "chief_judge", "R": "registrar", "S": "supervisor"}


class ContestDay:
    """
    The steps of the story in their order; each leaves behind what the next one needs.

    `open_screen(kind, camera=False)` opens a browser context; `findings` is what axe said.
    """

    def __init__(
        self, server: Server, open_screen: Callable[[str, bool], BrowserContext], camera: Camera
    ) -> None:
        self.server = server
        self._open = open_screen
        self.camera = camera
        self.findings: list[str] = []
        self.badges: dict[str, Printed] = {}
        self.pins: dict[str, str] = {}
        self.judge_trades: dict[str, str] = {}
        self.organiser = self.screen("desk")

    def screen(self, kind: str, *, camera: bool = False) -> Screen:
        """Open a screen of that kind."""
        context = self._open(kind, camera)
        return Screen(context, self.server.base, self.findings)

    def found(self) -> None:
        """The server's console: a contest and its first organiser."""
        subprocess.run(
            [
                *(sys.executable, "-m", "contest", "admin", "init"),
                *("--contest", "第一届职工技能大赛", "--contest-en", "First Workers' Contest"),
                *("--host", "江州市总工会", "--host-en", "Jiangzhou Federation of Trade Unions"),
                *("--name", "周组织", "--user", "zhou", "--days", "2"),
                *("--rehearsal", "--password-stdin"),
            ],
            input=PASSWORD + "\n",
            text=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "LEITAI_DATA_DIR": str(self.server.folder)},
        )
        self.server.start()

    def sign_in(self) -> None:
        """The organiser signs in with name and password."""
        page = self.organiser.go("/sign-in")
        page.fill("[name=user_name]", "zhou")
        page.fill("[name=password]", PASSWORD)
        self.organiser.submit("/sign-in")
        expect(page).to_have_url(self.server.base + "/desk")

    def load_rulebooks(self) -> None:
        """Three trades, a rulebook each."""
        page = self.organiser.go("/desk/rulebooks")
        for code, prefix, name, name_en in TRADES:
            page.locator('[data-opens="add-trade"]').click()
            for field, value in (
                ("name", name),
                ("name_en", name_en),
                ("code", code),
                ("prefix", prefix),
            ):
                page.fill(f"#add-trade [name={field}]", value)
            with page.expect_navigation():
                page.locator("#add-trade form button:not([type=button])").click()
            page.set_input_files("#document", FOLDER / f"{code}.yaml")
            self.organiser.submit("/desk/rulebooks/")
            expect(page.locator(".flash.tone-signed")).to_be_visible()

    def import_rosters(self) -> None:
        """A messy workbook shows its problems and is discarded; three good ones are saved."""
        self._upload(FOLDER / "rosters" / "messy.xlsx")
        page = self.organiser.page
        expect(page.locator(".problem-group").first).to_be_visible()
        with page.expect_download() as download:
            page.locator('a[href*="annotated"], a[download]').first.click()
        assert Path(download.value.path()).read_bytes()[:2] == b"PK"
        self.organiser.submit("/discard")
        for code, *_ in TRADES:
            self._upload(sample_roster(code))
            self.organiser.submit("/save")
            expect(page.locator(".flash.tone-signed").first).to_be_visible()

    def _upload(self, workbook: Path) -> None:
        page = self.organiser.go("/desk/roster/import")
        page.set_input_files("[name=workbook]", workbook)
        self.organiser.submit("/desk/roster/import")
        expect(page.locator("#decide")).to_be_visible(timeout=60_000)
        self.organiser.look()

    def add_officials(self) -> None:
        """A registrar and a supervisor join; everybody gets a PIN on a slip shown once."""
        for role, name in (("registrar", "方检录"), ("supervisor", "卫监督")):
            page = self.organiser.go("/desk/people/new")
            page.fill("[name=name]", name)
            page.select_option("[name=role]", role)
            self.organiser.submit("/desk/people/new")
        page = self.organiser.go("/desk/people")
        self.organiser.submit("/desk/people/pins")
        for slip in page.locator(".slip").all():
            number = NUMBER.search(slip.inner_text())
            assert number is not None
            self.pins["-".join(number.groups())] = re.sub(
                r"\D", "", slip.locator(".pin").inner_text()
            )

    def make_timetable(self) -> None:
        """Solved in the background, published after a second check."""
        page = self.organiser.go("/desk/timetable")
        page.locator('[data-opens="solve"]').click()
        page.fill("#solve [name=seconds]", "5")
        self.organiser.submit("/desk/timetable/draft")
        # The page loads itself anew when what was asked for is there.
        expect(page.locator('[data-opens="publish"]')).to_be_visible(timeout=A_JOB_MS)
        self.organiser.look()
        self.organiser.submit("/publish")
        expect(page.locator(".flash.tone-signed").first).to_be_visible()

    def check_timetable(self) -> None:
        """What was published passes the checker; each broken copy fails by its rule's name."""
        store = Store(f"sqlite:///{self.server.folder / 'leitai.db'}")
        with store.reading() as tx:
            (contest,) = contests.all_contests(tx)
            version = timetables.published(tx, contest.id)
            assert version is not None
            problem = build_problem(tx, contest.id, wishes_of(tx, version))
            timetable = Timetable.from_json(version.timetable)
        store.close()
        assert not check(problem, timetable)
        tried = set()
        for rule, changed, broken in broken_copies(problem, timetable):
            assert rule in {breach.rule for breach in check(changed, broken)}
            tried.add(rule)
        assert tried == set(HARD_RULES)

    def print_badges(self) -> None:
        """All badges in one PDF; from here on only what is on the paper opens doors."""
        data = self._print("badges")
        for printed in codes_of(data):
            numbers, token = NUMBER.findall(printed.words), TOKEN.search(printed.text)
            assert numbers, printed
            assert token is not None, printed
            # The strip above a badge's middle may show the number of the one before it.
            self.badges["-".join(numbers[-1])] = printed
        assert len([n for n in self.badges if n[:2] in {"LM", "WD", "CR"}]) == 96
        assert set(self.pins) <= set(self.badges)

    def _print(self, kind: str) -> bytes:
        page = self.organiser.go("/desk/documents")
        form = page.locator("form", has=page.locator(f'[name=kind][value="{kind}"]'))
        with page.expect_navigation():
            form.locator("button").click()
        download = page.locator('a[href*="/desk/documents/"]').first
        expect(page.locator("[data-job]")).to_have_count(0, timeout=A_JOB_MS)
        expect(download).to_be_visible()
        with page.expect_download() as file:
            download.click()
        return Path(file.value.path()).read_bytes()

    def token(self, number: str) -> str:
        """Return what the badge's printed code carries."""
        found = TOKEN.search(self.badges[number].text)
        assert found is not None
        return found.group()

    def officials(self) -> tuple[Official, ...]:
        """Return the officials by what their paper says."""
        found = []
        for number, pin in self.pins.items():
            role = ROLE_OF[number.split("-")[0]]
            trade = self.judge_trades.get(number, "")
            token = self.token(number)
            found.append(
                Official(number=number, name="", role=role, trade=trade, badge=token, pin=pin)
            )
        return tuple(found)

    def cast(self) -> Cast:
        """Return the simulated others: they come through the same doors with the same paper."""
        entries = {n: self.token(n) for n in self.badges if n[:2] in {"LM", "WD", "CR"}}
        doors = Credentials(
            contest_id="",
            user_name="zhou",
            password=PASSWORD,
            officials=self.officials(),
            entries=entries,
        )
        cast = Cast(base=self.server.base, credentials=doors)
        cast.organiser_comes()
        return cast

    def badge_sign_in(self, screen: Screen, number: str, *, by_camera: bool) -> None:
        """Sign in with the printed badge, by camera or by its address, and the PIN."""
        if by_camera:
            self.camera.show(self.badges[number].picture)
            screen.go("/j")
            screen.page.click("#camera")
        else:
            screen.go(f"/j#{self.token(number)}")
        screen.type_pin(self.pins[number])

    def check_in(self, registrar: Screen) -> None:
        """The first by camera, the second by scanner, one of them twice; then everybody else."""
        self.organiser.go("/desk/checkin")
        self.organiser.submit("/desk/checkin")
        registrar.enrol("检录手机", self.organiser)
        self.badge_sign_in(registrar, "R-01", by_camera=True)
        page = registrar.page
        expect(page).to_have_url(re.compile("/checkin$"))
        registrar.look()
        self.camera.show(self.badges["LM-001"].picture)
        page.locator("#camera").click()
        expect(page.locator("#person")).to_contain_text("LM-001")
        expect(page.locator("#band")).to_have_class(re.compile("tone-signed"))
        page.locator("h1").first.click()
        for number, tone in (("LM-002", "tone-signed"), ("LM-002", "tone-draft")):
            page.evaluate(SCANNER, self.token(number))
            expect(page.locator("#person")).to_contain_text(number)
            expect(page.locator("#band")).to_have_class(re.compile(tone))
        expect(page.locator("#person .first-at")).to_be_visible()
        registrar.look()

    def mark_by_hand(self, tablet: Screen, sheet_id: str, number: str) -> None:
        """Mark one sheet with taps, as a judge does, and hold to sign."""
        page = tablet.page
        sheet = next(
            s for s in Tablet(tablet).json("/tablet/work")["sheets"] if s["id"] == sheet_id
        )
        page.goto(f"{self.server.base}/tablet#/sheet/{sheet_id}")
        expect(page.locator(".entry-no")).to_have_text(sheet["entry"]["label"])
        tablet.look()
        for index, aspect in enumerate(sheet["form"]):
            line = page.locator(f'[data-cell="{index}"]')
            value = mark_for(7, number, sheet, aspect)
            if aspect["choices"]:
                place = [Decimal(choice[0]) for choice in aspect["choices"]].index(Decimal(value))
                line.locator(".choice").nth(place).click()
            else:
                line.locator(".value").click()
                self._keys(page.locator(".keypad"), value)
                expect(line.locator(".value b")).to_have_text(f"{Decimal(value).normalize():f}")
        sign = page.locator(".bar .hold")
        expect(sign).to_be_enabled()
        sign.hover()
        page.mouse.down()
        expect(page.locator(".bar .locked")).to_be_visible(timeout=15_000)
        page.mouse.up()
        expect(page.locator(".sheet-head .tone-signed")).to_be_visible()
        tablet.look()

    @staticmethod
    def _keys(keypad: Locator, value: str) -> None:
        for key in value:
            keypad.locator("button", has_text=re.compile(f"^{re.escape(key)}$")).click()
        keypad.locator("button.next").click()

    def chief_corrects(self, chief: Screen, sheet_id: str, judge: Tablet) -> None:
        """The chief judge sends a sheet back with a reason; the judge corrects and signs again."""
        page = chief.go(f"/chief/sheets/{sheet_id}")
        page.locator('[data-opens="reopen"]').click()
        page.fill("#reopen [name=reason]", "读数抄错，请核对")
        chief.submit("/reopen")
        work = judge.json("/tablet/work")
        sheet = next(s for s in work["sheets"] if s["id"] == sheet_id)
        assert sheet["state"] == "reopened"
        assert sheet["reason"] == "读数抄错，请核对"

    def publish(self, chiefs: Cast) -> None:
        """Notice, two approvals, the end of the notice."""
        hours = 'form[action*="/notice"] [name=hours]'
        page = self.organiser.go("/desk/results")
        while page.locator(hours).count():
            self.organiser.submit("/notice")
        chiefs.come(chiefs.credentials.of_role("chief_judge"))
        for chief in chiefs.credentials.of_role("chief_judge"):
            visitor = chiefs.visitors[chief.number]
            chosen = re.findall(r'name="honour_id" value="([^"]+)"', visitor.page("/desk/honours"))
            visitor.post_form("/desk/honours", "/desk/honours/approve", {"honour_id": chosen})
        page = self.organiser.go("/desk/honours")
        every = page.locator('[data-opens^="all-"]')
        while every.count():
            dialog = every.first.get_attribute("data-opens")
            every.first.click()
            self.organiser.look()
            with page.expect_navigation():
                page.locator(f"#{dialog} form button:not([type=button])").click()
        page = self.organiser.go("/desk/results")
        while page.locator('form[action*="/finish"]').count():
            self.organiser.submit("/finish")

    def certificate(self, watcher: Screen) -> str:
        """Print the certificates; a passer-by scans one. Return the words of the page he sees."""
        data = self._print("certificates")
        printed = [code for code in codes_of(data, columns=1, rows=1) if "/verify/" in code.text]
        champion = next(code for code in printed if "技术状元" in _unspaced(code.words))
        page = watcher.page
        page.goto(champion.text)
        watcher.look()
        name = page.locator("#holder").inner_text()
        assert _unspaced(name) in _unspaced(champion.words)
        return page.locator("main").inner_text()


def _unspaced(words: str) -> str:
    """Titles on paper are set with wide letters, which reads back as spaces."""
    return re.sub(r"\s", "", words)
