"""Set-up says in one sentence what a machine lacks, and keeps the promises of its files."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
ONE_SENTENCE = re.compile(r"[A-Z][^\n]*\.")
APT_LIBRARIES = "libegl1 libgles2 libgl1 libglib2.0-0"


@pytest.fixture
def setup() -> ModuleType:
    spec = importlib.util.spec_from_file_location("setup_script", ROOT / "tools" / "setup.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_this_machine_passes(setup: ModuleType) -> None:
    setup.check_python()
    setup.check_system_libraries()


def test_an_old_python_is_one_sentence(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup.sys, "version_info", (3, 10, 12))
    with pytest.raises(setup.SetupFailed, match=r"needs Python 3\.11 .*this is 3\.10") as caught:
        setup.check_python()
    assert ONE_SENTENCE.fullmatch(str(caught.value))


def test_a_python_without_venv_is_one_sentence(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "find_spec", lambda name: None)
    with pytest.raises(setup.SetupFailed, match="apt-get install python3-venv") as caught:
        setup.check_python()
    assert ONE_SENTENCE.fullmatch(str(caught.value))


def test_missing_libraries_are_one_sentence(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup.sys, "platform", "linux")
    monkeypatch.setattr(setup, "can_load", lambda name: False)
    with pytest.raises(
        setup.SetupFailed, match=f"--no-install-recommends {APT_LIBRARIES}`"
    ) as all_:
        setup.check_system_libraries()
    assert ONE_SENTENCE.fullmatch(str(all_.value))
    monkeypatch.setattr(setup, "can_load", lambda name: name != "libEGL.so.1")
    with pytest.raises(setup.SetupFailed, match="--no-install-recommends libegl1`"):
        setup.check_system_libraries()
    monkeypatch.setattr(setup.sys, "platform", "darwin")
    setup.check_system_libraries()


def test_a_missing_browser_is_one_sentence(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(setup.SetupFailed, match="apt-get install chromium") as caught:
        setup.check_browser()
    assert ONE_SENTENCE.fullmatch(str(caught.value))


def test_packages_are_installed_once_per_requirements_file(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    commands: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        return subprocess.CompletedProcess(command, returncode=0)

    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "VENV", tmp_path)
    monkeypatch.setattr(setup.subprocess, "run", run)
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("one", encoding="utf-8")
    setup.install(requirements.name)
    setup.install(requirements.name)
    assert len(commands) == 1
    requirements.write_text("two", encoding="utf-8")
    setup.install(requirements.name)
    assert len(commands) == 2
    assert all("--require-hashes" in command for command in commands)


def test_a_failed_installation_leaves_no_stamp(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    failed = subprocess.CompletedProcess[str]([], returncode=1)
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "VENV", tmp_path)
    monkeypatch.setattr(setup.subprocess, "run", lambda *_, **__: failed)
    (tmp_path / "requirements.txt").write_text("one", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(setup.SetupFailed, match=r"requirements\.txt could not be installed"):
            setup.install("requirements.txt")


@pytest.mark.skipif(sys.platform != "linux", reason="the README names Debian packages")
def test_readme_names_what_set_up_checks(setup: ModuleType) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert " ".join(setup.SYSTEM_LIBRARIES.values()) == APT_LIBRARIES
    assert APT_LIBRARIES in readme
    assert APT_LIBRARIES in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["", "-dev", "-npm"])
def test_every_requirement_is_pinned_with_a_hash(name: str) -> None:
    text = (ROOT / f"requirements{name}.txt").read_text(encoding="utf-8")
    requirements = re.findall(r"^[A-Za-z0-9].*(?:\n    --hash.*)*", text, re.MULTILINE)
    assert requirements
    for requirement in requirements:
        assert re.match(r"[A-Za-z0-9._\[\]-]+==[^\s;]+", requirement)
        assert "--hash=sha256:" in requirement
    assert "://" not in text
    assert not re.search(r"^opencv-python(-headless)?==", text, re.MULTILINE)


def test_manifest_names_no_address_of_a_registry() -> None:
    content = json.loads((ROOT / "assets" / "manifest.json").read_text(encoding="utf-8"))
    assert "://" not in json.dumps(content)
