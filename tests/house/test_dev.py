"""The set-up does what is needed once, again when something changed, and not before."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tests.house.reading import ROOT


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """dev.py as a module, with a project of its own."""
    spec = importlib.util.spec_from_file_location("dev_under_test", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "STAMPS", tmp_path / "stamps")
    return module


def test_a_step_is_done_once_and_again_when_a_source_changes(
    dev: ModuleType, tmp_path: Path
) -> None:
    source, product = tmp_path / "source.txt", tmp_path / "product.txt"
    source.write_text("one")
    done = []

    def act() -> None:
        done.append(source.read_text())
        product.write_text("made")

    def step() -> None:
        dev.once("step", {"step": dev.digest([source])}, product, act)

    step()
    step()
    source.write_text("two")
    step()
    assert done == ["one", "two"]
    product.unlink()
    step()
    assert done == ["one", "two", "two"]


def test_a_step_that_failed_is_tried_again(dev: ModuleType, tmp_path: Path) -> None:
    tries = []

    def act() -> None:
        tries.append(1)
        raise dev.Failed("no network")

    for _ in range(2):
        with pytest.raises(dev.Failed):
            dev.once("step", {"step": "key"}, tmp_path, act)
    assert len(tries) == 2


def test_a_missing_venv_module_is_named_with_the_command_that_brings_it(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "find_spec", lambda name: None if name == "ensurepip" else name)
    with pytest.raises(dev.Failed, match="apt-get install -y python3-venv"):
        dev.make_venv()


def test_a_command_that_fails_is_shown_with_its_own_words(dev: ModuleType) -> None:
    with pytest.raises(dev.Failed, match="the disk is full"):
        dev.call("sh", "-c", "echo the disk is full >&2; exit 3", quiet=True)


def test_uv_that_does_not_work_gives_way_to_pip(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = []

    def call(*command: object, quiet: bool = False) -> None:
        called.append(str(command[0]))
        if "uv" in Path(str(command[0])).name or "requirements-uv.txt" in command:
            raise dev.Failed("certificate of an unknown issuer")

    monkeypatch.setattr(dev, "call", call)
    dev.install("requirements.txt")
    assert Path(called[-1]).name == "python"


@pytest.mark.parametrize(
    ("version", "good"), [("v18.20.0", False), ("v20.18.3", False), ("v20.19.0", True)]
)
def test_an_old_node_is_not_taken(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, good: bool
) -> None:
    for name in ("node", "npm"):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\necho {version}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert dev.system_node() is good
