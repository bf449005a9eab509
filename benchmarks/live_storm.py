"""
Everybody comes again at once: `python -m benchmarks.live_storm --watchers 10000 --json`.

A whole server (`leitai serve`) full of watchers is killed and started again. Timed is from the
moment it answers until each of them has the newest picture whole; how long the start itself takes
is told beside. They hold no picture any more, which is the dearest way to come back.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import time

from benchmarks.live_crowd import Crowd, Watcher, begin
from benchmarks.live_site import site, used

SEQ = re.compile(rb'"seq":(\d+)')


class Storm(Crowd):
    """Notes the number of the picture that each is given."""

    def shown(self, watcher: Watcher, told: bytes) -> None:
        found = SEQ.search(told)
        watcher.seq = int(found[1]) if found else -1


def measure(watchers: int) -> dict[str, float]:
    """Return what one restart shows."""
    with site() as served:
        before = Storm(served.server.port, served.board)
        before.come(watchers, at_once=400)
        served.mark(20, 20, 5)
        served.server.kill()
        before.leave()
        killed = time.monotonic()
        served.server.start()
        begun, cpu_before = time.monotonic(), used(served.server)
        after = Storm(served.server.port, served.board)
        after.come(watchers, at_once=400)
        seconds, cpu_used = time.monotonic() - begun, used(served.server) - cpu_before
        newest = sum(one.seq == served.seq for one in after.watchers.values())
        after.leave()
    return {
        "watchers": watchers,
        "start_seconds": round(begun - killed, 2),
        "seconds": round(seconds, 2),
        "cpu_us_each": round(cpu_used / watchers * 1e6),
        "with_newest": newest,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    asked = begin(parser, watchers=10_000)
    found = []
    for _ in range(asked.runs):
        found.append(measure(asked.watchers))
        print(json.dumps(found[-1]), flush=True)
    if asked.json:
        seconds = statistics.median_low(one["seconds"] for one in found)
        print(json.dumps(next(one for one in found if one["seconds"] == seconds)))


if __name__ == "__main__":
    main()
