"""
What a great audience needs: `python -m benchmarks.capacity [--us-per-frame 5.6] [--json]`.

Computed, not tried: from the cost of a frame that `benchmarks.live fanout` measures, the size of a
frame, and the rate at which boards change. Proxies and TLS are not in the measured cost; they are
allowed for by the share of a processor that a process may use.
"""

from __future__ import annotations

import argparse
import json
import math
from dataclasses import asdict, dataclass

from benchmarks.live_servers import picture, told
from contest.live import wire

FRAMES_A_SECOND = 5
SHARE = 0.5
"""Of a core for frames; the other half is for joining, TLS in front and bursts."""
MOST_SOCKETS = 12_000
"""The default of LEITAI_MAX_WATCHERS for one process."""
CORES_A_HOST = 8
LINE_MBIT = 1000
JSON_SECONDS = 10
"""A page without a socket asks this often."""


@dataclass(frozen=True, kw_only=True)
class Need:
    """What one audience needs of processes, hosts and lines."""

    watchers: int
    processes: int
    hosts: int
    mbit: int
    memory_mb: int
    redis_messages: int
    json_requests: int


def need(watchers: int, *, us_per_frame: float, kb: float, frame: int) -> Need:
    """Return what so many watchers of one board need while it changes without a pause."""
    by_cpu = SHARE * 1e6 / (us_per_frame * FRAMES_A_SECOND)
    processes = math.ceil(watchers / min(by_cpu, MOST_SOCKETS))
    # 40 bytes of TCP and IP and 29 of TLS go with every frame.
    mbit = watchers * FRAMES_A_SECOND * (frame + 69) * 8 / 1e6
    hosts = max(math.ceil(processes / CORES_A_HOST), math.ceil(mbit / (0.7 * LINE_MBIT)))
    return Need(
        watchers=watchers,
        processes=processes,
        hosts=hosts,
        mbit=round(mbit),
        memory_mb=round(watchers * kb / 1024),
        # Each process looks at the journal when the bell rings; a ring is one message to each.
        redis_messages=processes * FRAMES_A_SECOND,
        json_requests=watchers // JSON_SECONDS,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--us-per-frame", type=float, default=5.6, help="from live fanout")
    parser.add_argument("--kb-per-watcher", type=float, default=1.04, help="from live fanout")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    asked = parser.parse_args()
    frame = len(wire.event("changes", told(2)))
    whole = len(wire.event("board", picture(2)))
    print(f"a frame has {frame} bytes, a whole board of 120 rows {whole}")
    found = [
        need(count, us_per_frame=asked.us_per_frame, kb=asked.kb_per_watcher, frame=frame)
        for count in (10_000, 100_000, 1_000_000)
    ]
    for one in found:
        print(", ".join(f"{name} {value:,}" for name, value in asdict(one).items()))
    if asked.json:
        print(json.dumps([asdict(one) for one in found]))


if __name__ == "__main__":
    main()
