"""What the other tests lean on: axe finds faults, the camera shows, the databases are real."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
import qrcode
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route
from sqlalchemy import text

from contest.store.engine import Store
from tests.browser import Camera, axe, launch_chromium
from tests.house.reading import ROOT
from tests.postgres import Postgres

STRICT = "default-src 'self'; require-trusted-types-for 'script'"
FILM = """async () => {
  const video = document.querySelector('video');
  video.srcObject = await navigator.mediaDevices.getUserMedia({video: true});
  await video.play();
  await new Promise((seen) => video.requestVideoFrameCallback(seen));
}"""
END = "() => document.querySelector('video').srcObject.getTracks().forEach((t) => t.stop())"


def shows(page: Page, body: str) -> None:
    def answer(route: Route) -> None:
        html = f"<!doctype html><html lang=zh><title>t</title><main><h1>t</h1>{body}</main>"
        kind = "text/html; charset=utf-8"
        route.fulfill(body=html, content_type=kind, headers={"content-security-policy": STRICT})

    page.route("**/*", answer)
    page.goto("http://localhost/")


def test_axe_finds_a_fault_under_a_strict_policy_and_nothing_on_a_good_page(
    new_context: Callable[..., BrowserContext],
) -> None:
    page = new_context("phone").new_page()
    shows(page, "<p>好</p>")
    assert axe(page) == []
    shows(page, "<img src=a.png><p>好</p>")
    assert [finding.split(":")[0] for finding in axe(page)] == ["image-alt"]


def test_the_camera_shows_what_is_held_before_it_one_code_after_the_other(
    launch: Callable[..., Browser], new_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    camera = Camera(tmp_path)
    seeing = launch(*camera.arguments)
    page = new_context("tablet", browser=seeing, permissions=["camera"]).new_page()
    shows(page, "<video muted playsinline></video>")
    for code in ("C1FIRST", "C1SECOND"):
        camera.show(qrcode.make(code).get_image())
        page.evaluate(FILM)
        picture = Image.open(BytesIO(page.screenshot()))
        assert [found.text for found in zxingcpp.read_barcodes(picture)] == [code]
        page.evaluate(END)


@pytest.fixture
def bare(playwright: Playwright, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """The browser of a machine that has no Chinese font: the one among the npm packages."""
    monkeypatch.setenv("CHROMIUM", "npm")
    started = launch_chromium(playwright)
    yield started
    started.close()


def test_pages_bring_the_chinese_glyphs_that_a_bare_machine_lacks(
    bare: Browser, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context("phone", browser=bare).new_page()
    built = ROOT / "static" / "dist"
    styles = "".join(
        f"<link rel=stylesheet href=/static/dist/{path.name}>"
        for kind in ("main", "fonts")
        for path in built.glob(f"{kind}-*.css")
    )
    body = "".join(f"<b id=c{at}>{letter}</b> " for at, letter in enumerate("擂台龘"))
    html = f"<!doctype html><html lang=zh-CN><title>t</title>{styles}<body>{body}"

    def answer(route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[1]
        if name:
            route.fulfill(path=built / name)
        else:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")

    page.route("**/*", answer)
    page.goto("http://localhost/")
    page.evaluate("() => document.fonts.ready.then(() => true)")
    # A letter without a glyph is a box, and all boxes are alike.
    pictures = {page.locator(f"#c{at}").screenshot() for at in range(3)}
    assert len(pictures) == 3


def test_a_copied_database_has_all_tables_and_no_rows(store: Store) -> None:
    with store.reading() as tx:
        assert tx.execute(text("SELECT count(*) FROM journal")).scalar() == 0


def test_the_postgresql_of_the_tests_is_real_and_leaves_nothing_behind() -> None:
    server = Postgres()
    name = server.create()
    store = Store(server.url(name))
    with store.reading() as tx:
        assert "PostgreSQL" in str(tx.execute(text("SELECT version()")).scalar())
    store.close()
    server.stop()
    assert server.process.returncode == 0
    assert not server.folder.exists()


def test_dev_py_without_a_command_tells_what_it_can_do() -> None:
    done = subprocess.run([sys.executable, ROOT / "dev.py"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "python3 dev.py run" in done.stderr
