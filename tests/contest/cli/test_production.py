"""The files for a production server are whole: nginx and systemd read them without complaint."""

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contest.cli import main
from contest.config import Settings
from tests.production import Certificate, nginx_program

OPTIONS = ("--hall", "work.example.test", "--public", "board.example.test")


def write(folder: Path, *more: str) -> Result:
    keys = Certificate(folder, "work.example.test", "board.example.test")
    places = [
        word
        for name in ("run", "log", "cache", "data", "backups")
        for word in (f"--{name}", str(folder / name))
    ]
    return CliRunner().invoke(
        main,
        [
            *("admin", "production", "--out", str(folder / "etc"), "--etc", str(folder / "etc")),
            *("--certificate", str(keys.certificate), "--key", str(keys.key), *places),
            *(more or OPTIONS),
        ],
    )


@pytest.fixture
def written(tmp_path: Path) -> Path:
    for name in ("run", "log", "cache", "data"):
        (tmp_path / name).mkdir()
    result = write(tmp_path, *OPTIONS, "--nginx-user", "", "--public-processes", "3")
    assert result.exit_code == 0, result.output
    return tmp_path / "etc"


def test_nginx_reads_its_file(written: Path) -> None:
    asked = [nginx_program(), "-t", "-p", str(written), "-c", str(written / "nginx.conf")]
    said = subprocess.run(asked, capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    assert "[warn]" not in said.stderr
    text = (written / "nginx.conf").read_text()
    assert text.count("public-3.sock") == 3  # by number of lines, by address, and its numbers


def test_systemd_reads_the_units(written: Path) -> None:
    endings = (".service", ".target", ".timer")
    units = [str(path) for path in sorted(written.iterdir()) if path.suffix in endings]
    assert len(units) == 7
    assert not [path for path in units if "<<" in Path(path).read_text()]
    program = shutil.which("systemd-analyze")
    if program is not None:
        said = subprocess.run([program, "verify", *units], capture_output=True, text=True)
        assert (said.returncode, said.stderr) == (0, "")


def test_what_holds_passwords_is_for_its_owner_and_means_what_settings_mean(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("leitai.env", "hall.env", "owner.env", "public.env"):
        path = written / name
        assert path.stat().st_mode & 0o777 == 0o600
        for line in path.read_text().splitlines():
            if not line.startswith("#"):
                key, _, value = line.partition("=")
                monkeypatch.setenv(key, "".join(shlex.split(value)))
    settings = Settings()
    assert settings.serves == "public"
    assert settings.origins == ("https://work.example.test", "https://board.example.test")
    assert settings.public_url == "https://board.example.test"
    assert settings.secure_cookies
    assert settings.behind_proxy
    assert len(settings.metrics_token) >= 32


def test_a_further_host_for_the_audience_has_nothing_of_the_hall(tmp_path: Path) -> None:
    for name in ("run", "log", "cache", "data"):
        (tmp_path / name).mkdir()
    more = ("--hall-processes", "0", "--nginx-user", "", "--public-database", "postgresql://p@db/l")
    result = write(tmp_path, *OPTIONS, *more)
    assert result.exit_code == 0, result.output
    etc = tmp_path / "etc"
    files = {path.name for path in etc.iterdir()}
    assert files == {
        *("nginx.conf", "leitai.env", "public.env", "leitai.target"),
        "leitai-public@.service",
    }
    assert "leitai-migrate" not in (etc / "leitai-public@.service").read_text()
    assert "DATABASE_URL='postgresql://p@db/l'" in (etc / "public.env").read_text()
    asked = [nginx_program(), "-t", "-p", str(etc), "-c", str(etc / "nginx.conf")]
    said = subprocess.run(asked, capture_output=True, text=True)
    assert said.returncode == 0, said.stderr


def test_one_name_for_both_sides_is_refused_with_the_reason(tmp_path: Path) -> None:
    same = write(tmp_path, "--hall", "a.example.test", "--public", "a.example.test")
    assert same.exit_code == 1
    assert "观众才不会挤占裁判" in same.output
    odd = write(tmp_path, "--hall", "a;b", "--public", "a.example.test")
    assert odd.exit_code == 2
    assert "is no host name" in odd.output
