"""
Every check in its order, quick ones first, with its seconds: `python3 dev.py test` ends here.

All of them run even when one fails, so that one look shows all there is to mend.
"""

import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
# The two libraries are tested under coverage, apart from the rest, which it would slow down.
COVERED = ("tests/judging", "tests/scheduler")
# Two at a time, on the smallest machine too: most tests wait for a server or a page, not for us.
# The tests of one file stay together, for what they share is made once; conftest.py orders them.
TWO = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")


def checks() -> list[tuple[str, list[str]]]:
    python = [sys.executable, "-m"]
    units = sorted(str(path) for path in (ROOT / "var" / "ts-tests").glob("*.mjs"))
    return [
        ("ruff check", [*python, "ruff", "check"]),
        ("ruff format", [*python, "ruff", "format", "--check"]),
        ("mypy", [*python, "mypy"]),
        ("tsc", [str(ROOT / "node_modules" / ".bin" / "tsc"), "--noEmit"]),
        ("page units", ["node", "--test", *units]),
        ("no old branches", [*python, "coverage", "erase"]),
        ("judging and scheduler", [*python, "coverage", "run", "-m", "pytest", *TWO, *COVERED]),
        ("all branches", [*python, "coverage", "combine", "--quiet"]),
        ("their branches", [*python, "coverage", "report"]),
        ("all other tests", [*python, "pytest", *TWO, *(f"--ignore={path}" for path in COVERED)]),
    ]


def watched(command: list[str]) -> tuple[int, str]:
    """Run a check with its output passing through; answers its exit code and pytest's last line."""
    closing = ""
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            print(line, end="", flush=True)
            if re.search(r"\b\d+ (passed|failed|errors?)\b.* in [\d.]+s", line):
                closing = line.strip()
    return child.returncode, closing


def main() -> int:
    started = time.monotonic()
    subprocess.run(["node", "static/build.mjs", "--tests"], cwd=ROOT, check=True)
    rows = []
    for name, command in checks():
        print(f"\n--- {name}", flush=True)
        began = time.monotonic()
        code, closing = watched(command)
        rows.append((name, code, time.monotonic() - began, closing))
    print("\n--- summary")
    for name, code, seconds, closing in rows:
        print(f"{'FAILED' if code else 'ok':>6} {seconds:7.1f} s  {name:<22} {closing.strip('= ')}")
    failed = [name for name, code, *_ in rows if code]
    total = f"after {time.monotonic() - started:.0f} s"
    print(f"failed: {', '.join(failed)}; {total}" if failed else f"all well {total}")
    # Last of all the line that those who read test runs by machine look for.
    print(rows[-1][3], flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
