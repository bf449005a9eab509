"""
Two hosts and a cable that is pulled: `python -m benchmarks.two_hosts [--watchers 500]`, as root.

The second host, for the audience alone, is a network namespace of its own with its own nginx. One
cable leads from it to the first host's PostgreSQL and Redis, another to its screens. Judges mark at
the first host while as many screens watch at each. Told are: how long after a mark all screens hold
it, what the far screens are told while the cable is out, how long they take to heal afterwards and
after a kill of their process, and whether any two screens ever held different pictures with one
number. Ends with 1 if a mark was lost or a screen was wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from contest.demo.cast import Cast
from contest.demo.visitor import Visitor
from contest.rehearsal.crowd import Crowd
from tests.faults.judges import Judges
from tests.postgres import HASTE, Postgres
from tests.production import Installation, make_contest
from tests.redis import RedisServer

FAR = "leitai-far"
# Each cable: its end at the first host, its end at the second.
CABLE, STREET = ("ltcable0", "10.77.1.1", "10.77.1.2"), ("ltstreet0", "10.77.2.1", "10.77.2.2")
OUT_SECONDS = 15
GREY_SECONDS = 8
"""After a heartbeat's pace and the look it needs, nobody may be told that there is no news."""


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


@contextmanager
def cabled() -> Iterator[None]:
    """The second host's network, gone again afterwards."""
    ip("netns", "add", FAR)
    try:
        ip("-n", FAR, "link", "set", "lo", "up")
        for here, near, far in (CABLE, STREET):
            there = here.replace("0", "1")
            ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", FAR)
            ip("address", "add", f"{near}/24", "dev", here)
            ip("-n", FAR, "address", "add", f"{far}/24", "dev", there)
            ip("link", "set", here, "up")
            ip("-n", FAR, "link", "set", there, "up")
        yield
    finally:
        ip("netns", "del", FAR)


def hosts(last: ExitStack, folder: Path) -> tuple[Installation, Installation, Postgres, str]:
    """Both hosts, nothing started; the database, and its address for whoever asks as owner."""
    durable = tuple(option for option in HASTE if option.startswith("autovacuum"))
    postgres = Postgres((f"listen_addresses={CABLE[1]}", *durable))
    last.callback(postgres.stop)
    with (postgres.data / "pg_hba.conf").open("a") as access:
        access.write(f"host all all {CABLE[1]}/24 trust\n")
    postgres.run("SELECT pg_reload_conf()")
    postgres.run("CREATE ROLE leitai_app LOGIN")
    postgres.run("CREATE ROLE leitai_public LOGIN")
    name = postgres.create()
    redis = RedisServer(CABLE[1])
    redis.start()
    last.callback(redis.stop)
    lasting = "connect_timeout=3&keepalives_idle=5&keepalives_interval=2&keepalives_count=2"
    addresses = {
        role: f"postgresql://{role}@{CABLE[1]}:5432/{name}?{lasting}"
        for role in ("postgres", "leitai_app", "leitai_public")
    }
    made = []
    for host in ("near", "far"):
        (folder / host).mkdir()
        far = host == "far"
        made.append(
            Installation(
                folder / host,
                database=addresses["leitai_app"],
                owner_database=addresses["postgres"],
                public_database=addresses["leitai_public"],
                redis=redis.url,
                hall_processes=0 if far else 1,
                public_processes=1,
                listen=f"{STREET[2]}:" if far else "127.0.0.1:",
                inside=("ip", "netns", "exec", FAR) if far else (),
            )
        )
    return made[0], made[1], postgres, postgres.url(name)


def watching(site: Installation, board: str, count: int, address: str) -> Crowd:
    base = site.base.replace(site.hall, site.public)
    return Crowd(base, board, count, connect_to=address)


def newest(site: Installation, board: str) -> int:
    seq: int = Visitor(site.base).json(f"/boards/{board}.json")["seq"]
    return seq


def status(site: Installation, board: str) -> int:
    """What the site says to a screen without a socket that asks for the board; 0: nothing."""
    context = ssl.create_default_context()
    asked = f"GET /boards/{board}.json HTTP/1.1\r\nHost: {site.public}:{site.https_port}\r\n"
    with (
        socket.create_connection((STREET[2], site.https_port), timeout=10) as line,
        context.wrap_socket(line, server_hostname=site.public) as tls,
    ):
        tls.sendall(f"{asked}Connection: close\r\n\r\n".encode())
        words = tls.recv(4096).split(b" ", 2)
    return int(words[1]) if len(words) > 1 else 0


def lost(postgres: Postgres, url: str, judges: Judges) -> list[str]:
    """Acknowledged marks that the database does not hold."""
    name = url.partition("@/")[2].partition("?")[0]
    with psycopg.connect(host=str(postgres.data), user="postgres", dbname=name) as line:
        kept = {row[0] for row in line.execute("SELECT id FROM mark").fetchall()}
    return [one for one in judges.acks if one not in kept]


def told(near: Crowd, far: Crowd) -> list[str]:
    """Where screens of the two hosts held different pictures with one number."""
    both = near.pictures.keys() & far.pictures.keys()
    apart = [
        seq for seq in both if {**near.pictures[seq], "at": ""} != {**far.pictures[seq], "at": ""}
    ]
    return [*near.wrong, *far.wrong, *(f"picture {seq} differs" for seq in apart)]


def play(last: ExitStack, folder: Path, watchers: int) -> dict[str, object]:
    near_site, far_site, postgres, url = hosts(last, folder)
    bundle = folder / "certificates.pem"
    bundle.write_bytes(
        b"".join(s.certificate.certificate.read_bytes() for s in (near_site, far_site))
    )
    os.environ["SSL_CERT_FILE"] = str(bundle)
    assert ssl.get_default_verify_paths().cafile == str(bundle)
    migrated = near_site.leitai("migrate", role="owner")
    assert migrated.exit_code == 0, migrated.output
    world, doors = make_contest(near_site.data, url)
    shutil.copy(near_site.data / "keys.json", far_site.data / "keys.json")
    for site in (near_site, far_site):
        last.callback(site.stop)
        site.start()
    board = world.stages["lamian", "prelim"]
    near = watching(near_site, board, watchers, "127.0.0.1")
    far = watching(far_site, board, watchers, STREET[2])
    for crowd in (near, far):
        crowd.start()
        last.callback(crowd.stop)
    cast = Cast(base=near_site.base, credentials=doors)
    cast.organiser_comes()
    cast.come(doors.officials)
    far.wait_for(0)
    near.wait_for(0)
    judges = Judges(list(cast.visitors.values()))
    judges.start()
    found: dict[str, object] = {"watchers_each": watchers}

    def both_hold(what: str) -> None:
        seq = newest(near_site, board)
        found[f"{what}_near_s"] = round(near.wait_for(seq), 2)
        found[f"{what}_far_s"] = round(far.wait_for(seq), 2)

    judges.wait_for_more(60)
    both_hold("all_hold")
    ip("link", "set", CABLE[0], "down")
    time.sleep(GREY_SECONDS)
    before, held = far.beats, max(far.held())
    found["json_while_out"] = status(far_site, board)
    time.sleep(OUT_SECONDS - GREY_SECONDS)
    seq = newest(near_site, board)
    near.wait_for(seq)
    found["marks_while_out"] = seq - held
    found["no_news_told_while_out"] = far.beats - before
    found["far_lines_lost"] = far.lost
    ip("link", "set", CABLE[0], "up")
    both_hold("healed")
    far_site.kill("public-1")
    judges.wait_for_more(20)
    both_hold("after_kill")
    judges.stop()
    found["acknowledged"], found["lost"] = len(judges.acks), len(lost(postgres, url, judges))
    found["wrong_pictures"] = len(told(near, far))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--watchers", type=int, default=500, help="screens at each host")
    asked = parser.parse_args()
    if os.geteuid() != 0 or shutil.which("ip") is None:
        raise SystemExit("This needs root and the program ip (package iproute2).")
    with cabled(), ExitStack() as last:
        folder = Path(last.enter_context(tempfile.TemporaryDirectory(prefix="leitai-hosts-")))
        found = play(last, folder, asked.watchers)
    print(json.dumps(found))
    lied = found["no_news_told_while_out"] or found["json_while_out"] == 200
    if found["lost"] or found["wrong_pictures"] or lied:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
