"""The checks of `leitai doctor`, each with its sentence and what to do."""

import os
import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from limits.errors import ConfigurationError, StorageError
from limits.storage import storage_from_string
from sqlmodel import Session

from contest import presence
from contest.app import REDIS_PATIENCE
from contest.cli.findings import Finding, bad, good, mind
from contest.clock import now
from contest.config import Settings
from contest.demo import credentials
from contest.keys import NAMES, Keys, load_keys
from contest.queries.verification import verify
from contest.store import health, replication
from contest.store.contests import all_contests

LEAST_FREE = 500_000_000
ENOUGH_FREE = 5_000_000_000
SLOW_SYNC_MS = 25.0
CLOCKS_APART = timedelta(seconds=2)
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
FONT_WHEELS = ("justmytype_intl_cjk", "pylopdf_fonts_zh_cn")
MANIFEST = Path(__file__).parents[2] / "static" / "dist" / "manifest.json"


def addresses(settings: Settings) -> Iterator[Finding]:
    """Do the addresses, the proxy and TLS fit together?"""
    url = urlsplit(settings.public_url)
    host, tls = url.hostname or "", url.scheme == "https"
    if settings.public_url.rstrip("/") not in settings.origins:
        yield bad(
            "origins",
            f"LEITAI_ORIGINS 中没有 {settings.public_url}：网页的推送和提交会被拒绝。请加上。",
            f"LEITAI_ORIGINS lacks {settings.public_url}: its pages could neither write nor be "
            "pushed to. Add it.",
        )
    if host not in settings.trusted_hosts:
        yield bad(
            "hosts",
            f"LEITAI_TRUSTED_HOSTS 中没有 {host}：服务器不会应答。请加上。",
            f"LEITAI_TRUSTED_HOSTS lacks {host}: the server would not answer. Add it.",
        )
    if tls and not (settings.secure_cookies and settings.behind_proxy):
        yield bad(
            "tls",
            "使用 https 时须设 LEITAI_SECURE_COOKIES=true 和 LEITAI_BEHIND_PROXY=true。",
            "With https set LEITAI_SECURE_COOKIES=true and LEITAI_BEHIND_PROXY=true.",
        )
    elif not tls and settings.secure_cookies:
        yield bad(
            "tls",
            "LEITAI_SECURE_COOKIES=true 但地址不是 https：没有人能登录。",
            "LEITAI_SECURE_COOKIES=true but the address is not https: nobody could sign in.",
        )
    elif not tls and host not in LOOPBACK:
        yield mind(
            "tls",
            f"{settings.public_url} 不是 https：平板不能离线打分，摄像头不能扫码。",
            f"{settings.public_url} is not https: tablets cannot mark offline, cameras cannot "
            "scan.",
        )
    else:
        yield good(
            "tls", f"地址一致：{settings.public_url}", f"addresses fit: {settings.public_url}"
        )


def keys(settings: Settings) -> Iterator[Finding]:
    """Are the keys there, whole, and nobody else's to read?"""
    path = settings.data_dir / "keys.json"
    if not path.exists():
        yield bad(
            "keys",
            f"没有 {path}。首次启动会生成；恢复备份时请先放回原来的 keys.json，"
            "否则身份证号无法解开。",
            f"{path} is missing. The first start makes one; after restoring a backup put the old "
            "one back first, or ID numbers stay sealed.",
        )
        return
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        yield bad(
            "keys",
            f"{path} 其他用户可读（{mode:o}）。请执行 chmod 400 {path}。",
            f"Others may read {path} ({mode:o}). Run chmod 400 {path}.",
        )
    try:
        held: Keys | None = load_keys(settings.data_dir)
    except (ValueError, KeyError, OSError):
        held = None
    if held is None or any(len(getattr(held, name)) != 32 for name in NAMES):
        yield bad(
            "keys",
            f"{path} 不完整或无法读取。请从另存的副本恢复。",
            f"{path} cannot be read or is not whole. Bring it back from its copy.",
        )
    elif not mode & 0o077:
        yield good("keys", "密钥文件完整，仅所有者可读", "keys are whole and their owner's alone")


def disk(settings: Settings) -> Iterator[Finding]:
    """Is there room, and how long does a commit wait for the disk?"""
    folder = settings.data_dir
    if not folder.is_dir():
        yield bad("disk", f"没有数据目录 {folder}。", f"There is no data folder {folder}.")
        return
    free = shutil.disk_usage(folder).free
    said = f"{free / 1e9:.1f} GB"
    if free < LEAST_FREE:
        yield bad("disk", f"磁盘只剩 {said}，请立即清理。", f"Only {said} of disk are left.")
    elif free < ENOUGH_FREE:
        yield mind(
            "disk", f"磁盘剩余 {said}，请在比赛前清理。", f"{said} of disk are left; make room."
        )
    else:
        yield good("disk", f"磁盘剩余 {said}", f"{said} of disk are free")
    try:
        took = sync_ms(folder)
    except OSError as error:
        yield bad("sync", f"数据目录不可写：{error}", f"The data folder cannot be written: {error}")
        return
    zh, en = f"写盘确认 {took:.1f} 毫秒", f"a write reaches the disk in {took:.1f} ms"
    if took > SLOW_SYNC_MS:
        yield mind("sync", f"{zh}，偏慢；打分会合并提交。", f"{en}: slow; marks share commits.")
    else:
        yield good("sync", zh, en)


def sync_ms(folder: Path) -> float:
    """Return the median time of five small writes with their sync, in milliseconds."""
    path = folder / ".doctor"
    took = []
    try:
        with path.open("wb") as file:
            for _ in range(5):
                begun = time.perf_counter()
                file.write(b"x" * 8192)
                file.flush()
                os.fsync(file.fileno())
                took.append(1000 * (time.perf_counter() - begun))
    finally:
        path.unlink(missing_ok=True)
    return median(took)


def redis(settings: Settings) -> Finding:
    """Does Redis answer, where there is more than one process to ring?"""
    if not settings.redis_url:
        if settings.serves == "all":
            return good("redis", "单机部署，不需要 Redis", "one process: no Redis needed")
        return mind(
            "redis",
            "多进程部署没有设 LEITAI_REDIS_URL：画面晚四分之一秒，登录限制按进程分别计数。",
            "Several processes without LEITAI_REDIS_URL: frames come a quarter second later and "
            "each process counts limits for itself.",
        )
    try:
        answers = storage_from_string(settings.redis_url, **REDIS_PATIENCE).check()
    except (StorageError, ConfigurationError, OSError):
        answers = False
    if not answers:
        return mind(
            "redis",
            "Redis 没有应答。比赛可以继续，只是画面晚四分之一秒；请启动 redis-server。",
            "Redis does not answer. The contest goes on, a quarter second later; start it.",
        )
    return good("redis", "Redis 正常", "Redis answers")


def fonts(settings: Settings) -> Finding:
    """Can documents be printed with Chinese names?"""
    missing = [name for name in FONT_WHEELS if find_spec(name) is None]
    if settings.font_dir is not None and not settings.font_dir.is_dir():
        missing.append(str(settings.font_dir))
    if missing:
        names = "、".join(missing)
        return bad(
            "fonts",
            f"缺少字体：{names}。请重新安装 requirements 文件，或改正 LEITAI_FONT_DIR。",
            f"Fonts are missing: {names}. Install the requirements again, or mend LEITAI_FONT_DIR.",
        )
    return good("fonts", "打印字体齐全", "fonts for printing are there")


def pages() -> Finding:
    """Were the pages built?"""
    if not MANIFEST.exists():
        return bad(
            "pages",
            "页面脚本没有构建。请运行 python3 dev.py run 一次，或 node static/build.mjs。",
            "The pages' scripts are not built. Run python3 dev.py run once, or node "
            "static/build.mjs.",
        )
    return good("pages", "页面脚本已构建", "the pages' scripts are built")


def processes(settings: Settings) -> Iterator[Finding]:
    """Do the worker and the web processes live?"""
    said = presence.reports(settings.data_dir)
    for kind, zh, en in (("worker", "后台任务进程", "worker"), ("web", "网页进程", "web process")):
        living = [report.name for report in said if report.kind == kind and report.lives]
        if living:
            names = ", ".join(living)
            yield good(kind, f"{zh}在运行：{names}", f"{en} lives: {names}")
        else:
            yield bad(
                kind,
                f"没有{zh}在运行。请启动 leitai serve，或 systemctl start leitai.target。",
                f"No {en} lives. Start leitai serve, or systemctl start leitai.target.",
            )


def database(tx: Session) -> Iterator[Finding]:
    """Is it migrated, and does a commit survive a power cut?"""
    if health.migrated(tx):
        yield good("migrated", "数据库是本版本的结构", "the database has this version's tables")
    else:
        yield bad(
            "migrated",
            "数据库不是本版本的结构。请停止服务，备份后运行 leitai migrate。",
            "The database has another version's tables. Stop, back up, run leitai migrate.",
        )
    weak = ", ".join(f"{name}={value}" for name, value in health.undurable(tx).items())
    if weak:
        yield bad(
            "durable",
            f"断电可能丢失已确认的打分：{weak}。请改回默认设置。",
            f"A power cut could lose acknowledged marks: {weak}. Set it back to the default.",
        )
    else:
        yield good("durable", "提交之后断电不丢", "what is committed survives a power cut")
    if health.may_rewrite(tx):
        yield mind(
            "role",
            "服务以表的所有者身份连接数据库，可以改写日志。"
            "请按 docs/operations.md“数据库角色”分开。",
            "The processes come to the database as the tables' owner and could rewrite the "
            "journal. Part the roles as docs/operations.md tells under Roles.",
        )
    if replication.can_follow(tx):
        names = replication.synchronous_standbys(tx)
        if names:
            yield good("standby", f"同步备用库：{names[0]}", f"synchronous standby: {names[0]}")
        else:
            yield mind(
                "standby",
                "没有同步的备用库：数据库服务器坏了会中断比赛。见 docs/operations.md“备用库”。",
                "No synchronous standby: a dead database server stops the contest. See Standby "
                "in docs/operations.md.",
            )


def clock(tx: Session) -> Iterator[Finding]:
    """Do the clocks agree, and has time not gone backwards?"""
    ahead, newest = health.clock_ahead(tx), health.newest_line_at(tx)
    if abs(ahead) > CLOCKS_APART:
        yield bad(
            "clock",
            f"本机与数据库的时钟相差 {abs(ahead).total_seconds():.0f} 秒。请启用时间同步。",
            f"Our clock and the database's are {abs(ahead).total_seconds():.0f} s apart. Turn on "
            "time synchronisation.",
        )
    elif newest is not None and newest - now() > CLOCKS_APART:
        yield bad(
            "clock",
            f"时钟倒退了：日志最后一行是 {newest:%Y-%m-%d %H:%M:%S} UTC。请校准时间。",
            f"The clock went back: the journal's last line is of {newest:%Y-%m-%d %H:%M:%S} UTC. "
            "Set it right.",
        )
    else:
        yield good(
            "clock", f"时钟 {now():%Y-%m-%d %H:%M:%S} UTC", "the clock agrees with the journal"
        )


def contests(tx: Session, settings: Settings) -> Iterator[Finding]:
    """Do the demo's printed PINs lie beside a real contest?"""
    found = all_contests(tx)
    real = [contest.name for contest in found if not contest.is_rehearsal]
    if real and credentials.path_of(settings.data_dir).exists():
        yield bad(
            "demo",
            f"演示大赛的口令文件与正式大赛“{real[0]}”放在一起。请删除 demo.json 并另建数据目录。",
            f"The demo's passwords lie beside a real contest, “{real[0]}”. Remove demo.json; give "
            "the demo a folder of its own.",
        )
    else:
        yield good("contest", f"大赛 {len(found)} 场", f"{len(found)} contests")


def journal(tx: Session) -> Finding:
    """Is every line of the journal as it was written?"""
    found = verify(tx)
    if found.faults:
        first = found.faults[0]
        return bad(
            "journal",
            f"日志有 {len(found.faults)} 处问题，例如：{first.zh} 请运行 leitai journal verify。",
            f"The journal has {len(found.faults)} faults, such as: {first.en} Run leitai journal "
            "verify.",
        )
    return good("journal", f"日志 {found.lines} 行，完整", f"{found.lines} journal lines, whole")
