"""
Ten times the marks: `python -m benchmarks.live_tenfold --watchers 5000 --json`.

A hall process takes marks and a process of its own serves the audience, as in production, so that
what fan-out costs is not mixed with what marks cost. Told is the CPU of the audience's process over
the same seconds at 20 and at 200 marks a second, with the same watchers. It holds all that the
audience costs: reading the journal, computing the board, encoding and sending. Frames are as many
at both rates, but at the greater one more rows stand in each.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time

from benchmarks.live_busy import Hall
from benchmarks.live_crowd import begin
from benchmarks.live_site import Site, site, used

SLOW, FAST, TABLETS = 20, 200, 100


def one(served: Site, hall: Hall, rate: float, seconds: float) -> dict[str, float]:
    """Return the public process's CPU while tablets mark at this rate."""
    frames, delivered = len(hall.frames), hall.delivered()
    before, begun = used(served.public), time.monotonic()
    served.mark(int(rate * seconds), rate, TABLETS)
    hall.wait_for(served.seq, 20)
    spent, lasted = used(served.public) - before, time.monotonic() - begun
    return {
        "cores": spent / lasted,
        "us_per_frame": spent / (hall.delivered() - delivered) * 1e6,
        "frames_per_second": (len(hall.frames) - frames) / lasted,
    }


def measure(watchers: int, seconds: float, runs: int) -> dict[str, float]:
    """Print each run; return the medians."""
    found: dict[float, list[dict[str, float]]] = {SLOW: [], FAST: []}
    with site() as served:
        served.mark(50, 50, TABLETS)
        served.open_public()
        served.settle()
        hall = Hall(served.public.port, served.board)
        hall.come(watchers)
        hall.start()
        served.settle()
        for run in range(runs):
            for rate in (SLOW, FAST) if run % 2 else (FAST, SLOW):
                found[rate].append(one(served, hall, rate, seconds))
                told = "  ".join(f"{name} {value:8.3f}" for name, value in found[rate][-1].items())
                print(f"run {run + 1}  {rate:3} marks a second  {told}", flush=True)
        hall.stop()
        hall.leave()
    pairs = list(zip(found[FAST], found[SLOW], strict=True))
    said: dict[str, float] = {"watchers": watchers, "lost_watchers": hall.lost}
    for name in ("cores", "us_per_frame"):
        ratio = statistics.median(fast[name] / slow[name] for fast, slow in pairs)
        said[f"{name}_ratio"] = round(ratio, 3)
    for pace, each in found.items():
        for name in each[0]:
            said[f"{name}_at_{pace:.0f}"] = round(statistics.median(one[name] for one in each), 3)
    return said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    asked = begin(parser, watchers=5000)
    said = measure(asked.watchers, asked.seconds, asked.runs)
    print(json.dumps(said) if asked.json else said)


if __name__ == "__main__":
    main()
