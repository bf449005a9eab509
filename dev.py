#!/usr/bin/env python3
"""
Everything a newcomer needs, with the standard library of Python alone.

    python3 dev.py run [--host H] [--port P] [--database URL] [--autoplay]
        Installs what is missing, builds the pages and serves the demo contest.
        The options go to `leitai demo`; --autoplay lets simulated judges mark.
    python3 dev.py test [arguments of pytest]
        The same plus what the tests need, the browser included; then every check.
        With arguments pytest alone runs, with these arguments.
    python3 dev.py shots [arguments]
        Takes pictures of all screens, for people to look at.
    python3 dev.py lock [--upgrade]
        Writes all lock files anew from pyproject.toml and package.json.

Nothing is installed outside this folder, and what is up to date is left alone.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file is started before any version is known
    sys.exit(f"需要 Python 3.11 或更新版本 / Python 3.11 or newer is needed, this is {sys.version}")

import hashlib
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
OLDEST_NODE = (20, 19)

ENV = {**os.environ, "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
if CERTIFICATES.exists():
    # Behind a firewall that reads TLS only the system's list knows the firewall's certificate,
    # and neither pip nor npm would look there by themselves.
    ENV.setdefault("PIP_CERT", str(CERTIFICATES))
    ENV.setdefault("NODE_EXTRA_CA_CERTS", str(CERTIFICATES))


class Failed(Exception):
    """A step that did not work; its text says what to do."""


def call(*command: str | Path, quiet: bool = False) -> None:
    """Run a command in the project's folder; a `quiet` one is heard only when it fails."""
    words = [str(word) for word in command]
    pipe = subprocess.PIPE if quiet else None
    done = subprocess.run(words, cwd=ROOT, env=ENV, stdout=pipe, stderr=pipe, text=True)
    if done.returncode:
        said = f"{done.stdout}\n{done.stderr}".strip() if quiet else "its own words stand above"
        raise Failed(f"`{' '.join(words[:4])} …` ended with {done.returncode}: {said[-2000:]}")


def digest(paths: Iterable[Path], *more: object) -> str:
    """A key that changes when one of the files (or of the other facts) does."""
    total = hashlib.sha256(repr((ROOT, more)).encode())
    for path in sorted(paths):
        if path.is_file():
            total.update(f"\0{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return total.hexdigest()


def fresh(name: str, key: str, product: Path) -> bool:
    stamp = STAMPS / name
    return product.exists() and stamp.exists() and stamp.read_text() == key


def once(what: str, stamps: dict[str, str], product: Path, action: Callable[[], None]) -> None:
    """Do a step unless its first stamp is fresh; a step may satisfy several stamps."""
    name, key = next(iter(stamps.items()))
    if fresh(name, key, product):
        return
    print(f"  {what} …", end="", flush=True)
    started = time.monotonic()
    action()
    STAMPS.mkdir(parents=True, exist_ok=True)
    for stamp, value in stamps.items():
        (STAMPS / stamp).write_text(value)
    print(f" {time.monotonic() - started:.1f} s", flush=True)


# --- Python -----------------------------------------------------------------------------------


def make_venv() -> None:
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        sudo = "" if os.geteuid() == 0 else "sudo "
        raise Failed(
            "缺少 venv 模块 / Python's venv module is missing. Bring it with:\n"
            f"    {sudo}apt-get install -y python3-venv"
        )
    call(sys.executable, "-m", "venv", "--clear", VENV, quiet=True)
    packages = next(VENV.glob("lib/python3*/site-packages"))
    (packages / "leitai.pth").write_text(f"{ROOT}\n")
    script = VENV / "bin" / "leitai"
    script.write_text(
        f"#!{PYTHON}\nimport sys\n\nfrom contest.cli import main\n\nsys.exit(main())\n"
    )
    script.chmod(0o755)


def install(requirements: str) -> None:
    """Pinned packages with their hashes: by uv, which is three times as quick, or else by pip."""
    pip = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    listed = ("--require-hashes", "-r", requirements)
    uv = VENV / "bin" / "uv"
    try:
        if not uv.exists():
            call(*pip, "--require-hashes", "-r", "requirements-uv.txt", quiet=True)
        call(
            uv,
            "pip",
            "install",
            "--quiet",
            "--system-certs",
            "--python",
            PYTHON,
            *listed,
            quiet=True,
        )
    except Failed as trouble:
        last = str(trouble).strip().splitlines()[-1]
        print(f" (uv did not work: {last[:120]}; pip instead)", end="", flush=True)
        call(*pip, *listed)


def python_packages(*, test: bool) -> None:
    # A new Python of the system leaves behind an environment that finds no packages.
    product = VENV / "lib" / PYTHON.resolve().name / "site-packages"
    once("virtual environment", {"venv": digest([])}, product, make_venv)
    run_key = digest([ROOT / "requirements.txt"])
    test_key = digest([ROOT / "requirements.txt", ROOT / "requirements-test.txt"])
    if test:
        stamps = {"python-test": test_key, "python": run_key}
        once("Python packages for tests", stamps, PYTHON, lambda: install("requirements-test.txt"))
    else:
        once("Python packages", {"python": run_key}, PYTHON, lambda: install("requirements.txt"))


# --- the pages --------------------------------------------------------------------------------


def system_node() -> bool:
    """Whether a node new enough is on the path, and an npm with it."""
    if not shutil.which("node") or not shutil.which("npm"):
        return False
    said = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout
    return tuple(int(part) for part in re.findall(r"\d+", said)[:2]) >= OLDEST_NODE


def find_node() -> None:
    """The system's node if it is new enough, else the one that comes as a Python package."""
    wheel = VENV / "bin" / "npm"
    if not wheel.exists() and system_node():
        return
    key = digest([ROOT / "requirements-node.txt"])
    once("node", {"node": key}, wheel, lambda: install("requirements-node.txt"))


def npm_ci(*more: str) -> None:
    flags = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    call("npm", "ci", *flags, *more, quiet=True)


def pages(*, test: bool) -> None:
    """Packages of the pages, bundles and translations; node is looked for only when needed."""
    modules = ROOT / "node_modules"
    locks = [ROOT / "package.json", ROOT / "package-lock.json"]
    sources = [path for part in ("ts", "css") for path in (ROOT / "static" / part).rglob("*")]
    sources += [ROOT / "static" / "build.mjs", ROOT / "static" / "icons.txt", *locks]
    built = ROOT / "static" / "dist" / "manifest.json"
    run_key, test_key, page_key = digest(locks), digest(locks, "test"), digest(sources)
    wanted = ("npm-test", test_key) if test else ("npm", run_key)
    if test or not (fresh(*wanted, modules) and fresh("pages", page_key, built)):
        find_node()
    if test:
        once("npm packages for tests", {"npm-test": test_key, "npm": run_key}, modules, npm_ci)
    else:
        # What the tests installed is more than enough; without them 100 MB stay away.
        once(
            "npm packages", {"npm": run_key, "npm-test": ""}, modules, lambda: npm_ci("--omit=dev")
        )
    bundle = ("node", "static/build.mjs")
    once("pages", {"pages": page_key}, built, lambda: call(*bundle, quiet=True))

    texts = sorted((ROOT / "contest" / "locale").rglob("*.po"))
    translate = (PYTHON, "-m", "babel.messages.frontend", "compile", "-d", "contest/locale")
    compiled = [text.with_suffix(".mo") for text in texts]
    if texts:
        product = next((path for path in compiled if not path.exists()), compiled[0])
        stamps = {"locale": digest(texts)}
        once("translations", stamps, product, lambda: call(*translate, quiet=True))


def prepare(*, test: bool) -> None:
    print("Leitai 擂台", flush=True)
    python_packages(test=test)
    pages(test=test)


# --- the commands -----------------------------------------------------------------------------


def run(arguments: list[str]) -> int:
    """Serve the demo in this very process, so that Ctrl-C reaches it and nothing else."""
    prepare(test=False)
    os.chdir(ROOT)
    os.execve(PYTHON, [str(PYTHON), str(VENV / "bin" / "leitai"), "demo", *arguments], ENV)


def shots(arguments: list[str]) -> int:
    prepare(test=True)
    call(PYTHON, "-m", "tests.shots", *arguments)
    return 0


def test(arguments: list[str]) -> int:
    """Every check, or pytest alone when it is given arguments."""
    prepare(test=True)
    chromium = {"browser": os.environ.get("CHROMIUM", "")}
    ready = STAMPS / "browser"
    once("browser", chromium, ready, lambda: call(PYTHON, "-m", "tests.browser", quiet=True))
    os.chdir(ROOT)
    os.execve(
        PYTHON,
        [str(PYTHON), "-m", *(["pytest", *arguments] if arguments else ["tests.checks"])],
        ENV,
    )


def lock(arguments: list[str]) -> int:
    """Pins for every platform, without addresses, so that any mirror may serve them."""
    prepare(test=False)
    find_node()
    options = ("--universal", "--generate-hashes", "--no-annotate", "--no-header", "--quiet")
    oldest = ("--python-version", "3.11")  # else what this Python does not need is left out
    compile_: tuple[str | Path, ...] = (
        VENV / "bin" / "uv",
        "pip",
        "compile",
        "--system-certs",
        *options,
        *oldest,
        *arguments,
    )
    project = "pyproject.toml"
    for ending, sources in {
        "": (project,),
        "-prod": (project, "--extra", "prod"),
        "-test": (project, "--extra", "prod", "--group", "test"),
        "-node": ("--group", f"{project}:node"),
        "-uv": ("--group", f"{project}:uv"),
    }.items():
        call(*compile_, *sources, "-o", f"requirements{ending}.txt")
    npm = ("npm", "install", "--package-lock-only", "--omit-lockfile-registry-resolved")
    call(*npm, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    return 0


def main() -> int:
    commands = {"run": run, "test": test, "shots": shots, "lock": lock}
    name, arguments = (sys.argv[1], sys.argv[2:]) if len(sys.argv) > 1 else ("", [])
    if name not in commands:
        print(__doc__.strip(), file=sys.stderr)
        return 0 if name in ("-h", "--help") else 2
    try:
        return commands[name](arguments)
    except Failed as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
