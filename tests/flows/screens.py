"""People at their screens: a browser context each, every page they see checked by axe."""

import re
from urllib.request import build_opener

from playwright.sync_api import BrowserContext, Page, expect

from contest.demo.visitor import Visitor
from tests.browser import axe


class Screen:
    """One person's page. `findings` collects what axe has to say of every page seen."""

    def __init__(self, context: BrowserContext, base: str, findings: list[str]) -> None:
        self.context = context
        self.base = base
        self.page: Page = context.new_page()
        self.page.set_default_timeout(20_000)
        self._findings = findings

    def go(self, path: str) -> Page:
        """Open a page and look at it."""
        self.page.goto(self.base + path)
        self.look()
        return self.page

    def look(self) -> None:
        """Let axe look at the page as it stands."""
        for finding in axe(self.page):
            self._findings.append(f"{self.page.url.removeprefix(self.base)[:40]} {finding}")

    def submit(self, form: str) -> None:
        """Send the first form whose address matches, through its own button, and look."""
        shown = self.page.locator(f'form[action*="{form}"]').first
        if not shown.is_visible():
            dialog = self.page.locator("dialog", has=shown).first.get_attribute("id")
            self.page.locator(f'[data-opens="{dialog}"]').first.click()
            expect(self.page.locator(f"#{dialog}")).to_be_visible()
            self.look()
        with self.page.expect_navigation():
            shown.locator("button:not([type=button])").last.click()
        self.look()

    def enrol(self, name: str, organiser: "Screen") -> None:
        """Ask for this device to be enrolled; the organiser compares the number and agrees."""
        desk = organiser.go("/desk/devices")
        if desk.locator('form[action$="/window/close"]').count():
            organiser.submit("/window/close")
        organiser.submit("/desk/devices/window")
        self.go("/enrol")
        self.page.fill("#device-name", name)
        self.page.click("#ask-button")
        number = self.page.locator("#check")
        expect(number).to_have_text(re.compile(r"^\d{4}$"))
        told = number.inner_text()
        organiser.go("/desk/devices")
        line = organiser.page.locator("li", has_text=told)
        expect(line).to_contain_text(name)
        with organiser.page.expect_navigation():
            line.locator("form", has=organiser.page.locator('[name=accept][value="1"]')).locator(
                "button"
            ).click()
        expect(self.page.locator("#step-done")).to_be_visible(timeout=15_000)
        self.look()

    def type_pin(self, pin: str) -> None:
        """Tap a PIN on the pad."""
        expect(self.page.locator("#step-pin")).to_be_visible(timeout=15_000)
        self.look()
        for digit in pin:
            self.page.locator("#pad button", has_text=re.compile(f"^{digit}$")).click()


class Tablet(Visitor):
    """A signed-in browser's session, for the many sheets nobody wants to watch; any thread's."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen.base)
        session = "; ".join(f"{c['name']}={c['value']}" for c in screen.context.cookies())
        self._opener = build_opener()
        self._opener.addheaders = [("Cookie", session)]
