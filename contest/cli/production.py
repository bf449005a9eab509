"""`leitai admin production`: writes what a server with nginx, PostgreSQL and Redis needs."""

import re
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "contest" / "deploy"
HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
FILES = 65536
NGINX_CONNECTIONS = 32768
METRICS_TOKEN_BYTES = 24
HALL_FILES = (
    *("hall.env", "owner.env", "leitai-migrate.service", "leitai-worker.service"),
    *("leitai-backup.service", "leitai-backup.timer"),
)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """
    One machine: names the world sees, processes per side, folders.

    Without processes for the hall it is a further host for the audience: database, tables' owner,
    worker and backup are another one's. `owner_database` and `public_database` are the address as
    the tables' owner and as the audience's role; empty, they are `database`.
    `listen` is an address with its colon, or nothing for all addresses; `seats` bounds the
    sockets of one address, because a hall shares one.
    """

    hall: str
    public: str
    certificate: str
    key: str
    database: str
    redis: str
    owner_database: str = ""
    public_database: str = ""
    hall_processes: int
    public_processes: int
    https_port: int = 443
    http_port: int = 80
    metrics_port: int = 9180
    listen: str = ""
    nginx_user: str = "www-data"
    seats: int = 1500
    requests: int = 200
    burst: int = 1000
    home: str = str(ROOT)
    etc: str = "/etc/leitai"
    data: str = "/var/lib/leitai"
    backups: str = "/var/backups/leitai"
    programs: str = "/usr/lib/postgresql/15/bin"
    run: str = "/run/leitai"
    log: str = "/var/log/nginx"
    cache: str = "/var/cache/nginx"

    def instances(self) -> list[tuple[str, int]]:
        """Return every web process as (side, number)."""
        counts = (("hall", self.hall_processes), ("public", self.public_processes))
        return [(side, number) for side, count in counts for number in range(1, count + 1)]


def files_of(plan: Plan) -> dict[str, str]:
    """Return file name -> text of all that the plan needs."""
    facts = {name: str(value) for name, value in asdict(plan).items()}
    facts["port_shown"] = "" if plan.https_port == 443 else f":{plan.https_port}"
    facts["user"] = f"user {plan.nginx_user};\n" if plan.nginx_user else ""
    facts["owner_database"] = plan.owner_database or plan.database
    facts["public_database"] = plan.public_database or plan.database
    facts["files"], facts["connections"] = str(FILES), str(NGINX_CONNECTIONS)
    facts["metrics_token"] = secrets.token_urlsafe(METRICS_TOKEN_BYTES)
    for side in ("hall", "public"):
        facts[f"{side}_servers"] = "\n".join(
            f"        server unix:{plan.run}/{side}-{number}.sock max_fails=1 fail_timeout=1s;"
            for kind, number in plan.instances()
            if kind == side
        )
    facts["metrics_locations"] = "\n".join(
        f"        location = /metrics/{side}-{number} {{\n"
        f"            proxy_pass http://unix:{plan.run}/{side}-{number}.sock:/metrics;\n        }}"
        for side, number in plan.instances()
    )
    facts["hardening"] = _filled("hardening.txt", facts).rstrip()
    units = [f"leitai-{side}@{number}.service" for side, number in plan.instances()]
    names = ["nginx.conf", "leitai.env", "public.env", "leitai.target"]
    sides, after = ["public"], "After=network.target"
    facts["names"], facts["hall_part"] = plan.public, ""
    if plan.hall_processes:
        units += ["leitai-worker.service", "leitai-backup.timer"]
        names += HALL_FILES
        sides.append("hall")
        after = "Requires=leitai-migrate.service\nAfter=leitai-migrate.service"
        facts["names"] = f"{plan.hall} {plan.public}"
        facts["hall_part"] = _filled("nginx-hall.conf", facts)
    facts["units"], facts["after"] = " ".join(units), after
    found = {name: _filled(name, facts) for name in names}
    for side in sides:
        text = _filled("leitai-process.service", {**facts, "side": side})
        found[f"leitai-{side}@.service"] = text
    return found


def write(plan: Plan, out: Path) -> list[Path]:
    """Write the plan's files; those with passwords are for their owner only."""
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in files_of(plan).items():
        path = out / name
        path.unlink(missing_ok=True)
        path.touch(mode=0o600 if name.endswith(".env") else 0o644)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def _filled(name: str, facts: dict[str, str]) -> str:
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    return re.sub(r"<<(\w+)>>", lambda found: facts[found[1]], text)


def _host(context: click.Context, parameter: click.Parameter, value: str) -> str:
    if not HOST.fullmatch(value):
        raise click.BadParameter(
            f"“{value}”不是域名，例如 work.example.cn。"
            f"“{value}” is no host name; one looks like work.example.cn."
        )
    return value


@click.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to write to.")
@click.option("--hall", required=True, callback=_host, help="Host name for officials.")
@click.option("--public", required=True, callback=_host, help="Host name for the audience.")
@click.option("--certificate", required=True, help="File of the TLS certificate with its chain.")
@click.option("--key", required=True, help="File of its private key.")
@click.option(
    "--database",
    default="postgresql:///leitai?host=/run/postgresql",
    show_default=True,
    help="Address of the PostgreSQL database, for hall and worker.",
)
@click.option("--owner-database", default="", help="The same as the tables' owner.")
@click.option("--public-database", default="", help="The same for the audience's processes.")
@click.option("--redis", default="redis://127.0.0.1:6379/0", show_default=True)
@click.option("--hall-processes", default=2, show_default=True, type=click.IntRange(0, 64))
@click.option("--public-processes", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--https-port", default=443, show_default=True, type=click.IntRange(1, 65535))
@click.option("--http-port", default=80, show_default=True, type=click.IntRange(1, 65535))
@click.option("--metrics-port", default=9180, show_default=True, type=click.IntRange(1, 65535))
@click.option("--listen", default="", help="Only this address, such as 127.0.0.1; all if left out.")
@click.option("--nginx-user", default="www-data", show_default=True, help="Empty: nginx decides.")
@click.option("--seats", default=1500, show_default=True, help="Sockets of one address at most.")
@click.option("--home", default=str(ROOT), show_default=True, help="Where Leitai is installed.")
@click.option("--etc", default="/etc/leitai", show_default=True)
@click.option("--data", default="/var/lib/leitai", show_default=True)
@click.option("--backups", default="/var/backups/leitai", show_default=True)
@click.option(
    "--programs",
    default="/usr/lib/postgresql/15/bin",
    show_default=True,
    help="Where pg_basebackup lies.",
)
@click.option("--run", default="/run/leitai", show_default=True)
@click.option("--log", default="/var/log/nginx", show_default=True)
@click.option("--cache", default="/var/cache/nginx", show_default=True)
def production(out: Path, listen: str, **choices: Any) -> None:
    """Write nginx.conf, systemd units and environment files for a production server."""
    plan = Plan(listen=f"{listen}:" if listen else "", **choices)
    if plan.hall == plan.public:
        raise click.ClickException(
            "裁判与观众须用两个域名，观众才不会挤占裁判的进程。"
            "Officials and audience need two host names, so that spectators cannot lock out judges."
        )
    for path in write(plan, out):
        click.echo(path)
    click.echo("下一步见 docs/operations.md。 What comes next stands in docs/operations.md.")
