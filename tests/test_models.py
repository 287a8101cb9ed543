"""The manifest, the verified look-up, and obtaining: real pip, a stand-in npm, no network."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import get_args

import pytest

from vision import models, obtain
from vision.models import ManifestFile, ModelMissing, ModelName, find_entry, load_manifest

ROOT = Path(__file__).parents[1]
CLIPS = ROOT.parent / "shared" / "clips" / "rendered"
NAMES: tuple[ModelName, ...] = get_args(ModelName)
NOWHERE = "http://127.0.0.1:9"
PROXIES = {
    name: NOWHERE
    for lower in ("http_proxy", "https_proxy", "all_proxy")
    for name in (lower, lower.upper())
}
ONE_SENTENCE = re.compile(r"[A-Z][^\n]*\.")
posix_only = pytest.mark.skipif(os.name == "nt", reason="the stand-in npm is a shell script")


@pytest.fixture(scope="module")
def cached() -> Path:
    """The cache folder that set-up has filled."""
    return models.cache_folder()


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv(models.CACHE_VARIABLE, str(folder))
    return folder


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory, cached: Path) -> Path:
    """A folder with the wheel and the npm archives, made from the cached files."""
    folder = tmp_path_factory.mktemp("packages")
    entries = [entry for entry in load_manifest() if entry.role != "bundle"]
    wheel = folder / "mediapipe-0.10.21-cp311-cp311-manylinux_2_28_x86_64.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        info = "mediapipe-0.10.21.dist-info/"
        archive.writestr(
            f"{info}METADATA", "Metadata-Version: 2.1\nName: mediapipe\nVersion: 0.10.21\n"
        )
        archive.writestr(f"{info}WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: false\n")
        archive.writestr(f"{info}RECORD", "")
        for entry in entries:
            if entry.registry == "pypi":
                archive.write(cached / entry.path, entry.member)
    for package in {entry.package for entry in entries if entry.registry == "npm"}:
        members = {
            str(entry.member): (cached / entry.path).read_bytes()
            for entry in entries
            if entry.package == package
        }
        write_tarball(folder / f"{package.rpartition('/')[2]}.tgz", members)
    return folder


def write_tarball(path: Path, members: dict[str, bytes]) -> None:
    with tarfile.open(path, "w:gz", compresslevel=1) as tarball:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tarball.addfile(member, io.BytesIO(content))


def write_npm(folder: Path, script: str) -> Path:
    """Put a stand-in for npm into the folder; its last argument is the package."""
    folder.mkdir(exist_ok=True)
    npm = folder / "npm"
    npm.write_text(
        f'#!/bin/sh\nfor last; do :; done\nlast="${{last#*/}}"\nlast="${{last%@*}}"\n{script}\n'
    )
    npm.chmod(0o755)
    return folder


def obtain_environment(cache: Path, packages: Path, path: str) -> dict[str, str]:
    """Environment of an obtaining process: pip sees only `packages`, npm is the one on `path`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    pip = {
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(packages),
        "PIP_CONFIG_FILE": os.devnull,
    }
    return {**kept, **PROXIES, **pip, models.CACHE_VARIABLE: str(cache), "PATH": path}


def run_obtain(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "vision.obtain"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def files_below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


# The manifest


@pytest.mark.parametrize("entry", load_manifest(), ids=lambda entry: entry.name)
def test_manifest_row_is_complete(entry: ManifestFile) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", entry.sha256)
    assert entry.size_bytes > 0
    assert entry.licence == "Apache-2.0"
    assert entry.copyright
    assert re.fullmatch(r"\d+(\.\d+)+", entry.version)
    assert entry.registry in ("pypi", "npm")
    assert not PurePosixPath(entry.path).is_absolute()
    assert ".." not in PurePosixPath(entry.path).parts
    assert PurePosixPath(entry.path).name == PurePosixPath(entry.name).name
    assert (
        (entry.role == "bundle") == bool(entry.built_from) == entry.modified == (not entry.member)
    )


def test_manifest_lists_every_file_that_is_needed() -> None:
    by_role: dict[str, set[str]] = {}
    for entry in load_manifest():
        by_role.setdefault(entry.role, set()).add(entry.name)
    assert by_role["bundle"] == {f"pose_landmarker_{name}.task" for name in NAMES}
    assert by_role["browser"] == {
        "vision_bundle.mjs",
        "wasm/vision_wasm_module_internal.js",
        "wasm/vision_wasm_module_internal.wasm",
    }
    built_from = {name for entry in load_manifest() for name in entry.built_from}
    assert by_role["source"] == built_from
    assert len({entry.path for entry in load_manifest()}) == len(load_manifest())


def test_notice_names_every_package_and_the_modification() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    for entry in load_manifest():
        assert f"{entry.package} {entry.version}" in notice
        assert PurePosixPath(entry.name).name in notice or entry.role == "source"
    assert "segmentation head" in notice


# The look-up


@pytest.mark.parametrize("name", NAMES)
def test_find_model_returns_the_file_of_the_manifest(name: ModelName) -> None:
    model = models.find_model(name)
    assert model.name == name
    assert model.sha256 == hashlib.sha256(model.path.read_bytes()).hexdigest()


def test_find_model_refuses_an_unknown_name() -> None:
    with pytest.raises(ValueError, match=r"'lite', 'full', 'heavy'.*got 'huge'"):
        models.find_model("huge")  # type: ignore[arg-type]


def test_a_missing_model_is_one_sentence(empty_cache: Path) -> None:
    with pytest.raises(ModelMissing) as caught:
        models.find_model("full")
    assert ONE_SENTENCE.fullmatch(str(caught.value))
    assert "make setup" in str(caught.value)


@pytest.mark.parametrize("damage", ["flipped", "truncated", "empty"])
def test_a_damaged_model_is_one_sentence(empty_cache: Path, cached: Path, damage: str) -> None:
    entry = find_entry("pose_landmarker_lite.task")
    content = bytearray((cached / entry.path).read_bytes())
    if damage == "flipped":
        content[len(content) // 2] ^= 1
    else:
        del content[len(content) // 2 if damage == "truncated" else 0 :]
    target = empty_cache / entry.path
    target.parent.mkdir(parents=True)
    target.write_bytes(content)
    with pytest.raises(ModelMissing, match="damaged") as caught:
        models.find_model("lite")
    assert ONE_SENTENCE.fullmatch(str(caught.value))


def test_a_repaired_model_is_found_in_the_same_process(empty_cache: Path, cached: Path) -> None:
    with pytest.raises(ModelMissing):
        models.find_model("lite")
    entry = find_entry("pose_landmarker_lite.task")
    target = empty_cache / entry.path
    target.parent.mkdir(parents=True)
    target.write_bytes((cached / entry.path).read_bytes())
    assert models.find_model("lite").path == target


def test_a_model_is_verified_once_per_process(
    empty_cache: Path, cached: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []

    def count(path: Path) -> str:
        read.append(path)
        return find_entry("pose_landmarker_lite.task").sha256

    monkeypatch.setattr(models, "compute_sha256", count)
    entry = find_entry("pose_landmarker_lite.task")
    target = empty_cache / entry.path
    target.parent.mkdir(parents=True)
    target.write_bytes((cached / entry.path).read_bytes())
    assert models.find_model("lite") == models.find_model("lite")
    assert read == [target]


def test_browser_files_are_found_and_others_refused() -> None:
    assert models.find_browser_file("vision_bundle.mjs").is_file()
    with pytest.raises(ValueError, match="browser"):
        models.find_browser_file("pose_landmark_lite.tflite")
    with pytest.raises(ValueError, match="manifest"):
        models.find_browser_file("../manifest.json")


# The bundles


@pytest.mark.parametrize("name", NAMES)
def test_building_is_deterministic(name: ModelName, cached: Path) -> None:
    from vision.tflite_edit import build_bundle

    entry = find_entry(f"pose_landmarker_{name}.task")
    detector, landmarks = (
        (cached / find_entry(source).path).read_bytes() for source in entry.built_from
    )
    assert hashlib.sha256(build_bundle(detector, landmarks)).hexdigest() == entry.sha256


def test_building_refuses_the_wrong_models(cached: Path) -> None:
    from vision.tflite_edit import build_bundle

    detector = (cached / "sources/pose_detection.tflite").read_bytes()
    landmarks = (cached / "sources/pose_landmark_lite.tflite").read_bytes()
    with pytest.raises(ValueError, match="TFLITE_METADATA"):
        build_bundle(landmarks, landmarks)
    with pytest.raises(ValueError, match="256, 256"):
        build_bundle(detector, detector)


@pytest.mark.clips
@pytest.mark.parametrize("name", NAMES)
def test_landmarks_are_the_same_without_the_segmentation_head(
    name: ModelName, cached: Path, tmp_path: Path
) -> None:
    from vision.tflite_edit import build_unpruned_bundle

    clips = sorted(CLIPS.glob("bridge_*.mp4"))
    if not clips:
        pytest.skip("the development clips are not on this machine")
    model = models.find_model(name)
    sources = find_entry(model.path.name).built_from
    detector, landmarks = ((cached / find_entry(source).path).read_bytes() for source in sources)
    unpruned = tmp_path / "unpruned.task"
    unpruned.write_bytes(build_unpruned_bundle(detector, landmarks))
    script = ROOT / "tests" / "models_landmarks.py"
    environment = {**os.environ, **PROXIES, "no_proxy": "", "NO_PROXY": ""}
    command = [sys.executable, str(script), str(unpruned), str(model.path), str(clips[-1]), "8"]
    result = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert result.returncode == 0, result.stderr


# Obtaining


@posix_only
def test_obtaining_fills_an_empty_cache_twice_at_once(tmp_path: Path, packages: Path) -> None:
    cache = tmp_path / "cache"
    npm = write_npm(tmp_path / "bin", f'cp "{packages}/$last.tgz" .')
    environment = obtain_environment(cache, packages, f"{npm}:{os.defpath}")
    command = [sys.executable, "-m", "vision.obtain"]
    running = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
        for _ in range(2)
    ]
    assert [process.wait(timeout=300) for process in running] == [0, 0]
    assert all(entry.is_intact(cache) for entry in load_manifest())
    assert files_below(cache) == {entry.path for entry in load_manifest()}

    (cache / "models" / "pose_landmarker_lite.task").write_bytes(b"damaged")
    offline = obtain_environment(cache, tmp_path, str(write_npm(tmp_path / "broken", "exit 1")))
    again = run_obtain(offline)
    assert again.returncode == 0
    assert again.stderr == "Building pose_landmarker_lite.task ...\n"
    assert all(entry.is_intact(cache) for entry in load_manifest())
    assert run_obtain(offline).stderr == ""


@posix_only
@pytest.mark.parametrize("missing", ["mediapipe", "@mediapipe/pose"])
def test_offline_is_one_sentence(tmp_path: Path, packages: Path, missing: str) -> None:
    cache = tmp_path / "cache"
    wheels = tmp_path if missing == "mediapipe" else packages
    npm = write_npm(tmp_path / "bin", "echo 'npm error network' >&2; exit 1")
    result = run_obtain(obtain_environment(cache, wheels, str(npm)))
    assert result.returncode == 2
    *_, sentence = result.stderr.splitlines()
    assert sentence.startswith(f"Downloading {missing} ")
    assert "check the network connection" in sentence
    assert ONE_SENTENCE.fullmatch(sentence)
    assert "Traceback" not in result.stderr


@posix_only
def test_a_wrong_checksum_is_one_sentence_and_leaves_nothing(
    tmp_path: Path, packages: Path
) -> None:
    write_tarball(
        tmp_path / "pose.tgz",
        {"package/pose_landmark_lite.tflite": b"other", "../../evil": b"outside"},
    )
    cache = tmp_path / "below" / "cache"
    npm = write_npm(tmp_path / "bin", f'cp "{tmp_path}/pose.tgz" .')
    result = run_obtain(obtain_environment(cache, packages, f"{npm}:{os.defpath}"))
    assert result.returncode == 2
    *_, sentence = result.stderr.splitlines()
    assert ONE_SENTENCE.fullmatch(sentence)
    assert "pose_landmark_lite.tflite is not the one that the manifest lists" in sentence
    assert files_below(cache) == {
        "sources/pose_detection.tflite",
        "sources/pose_landmark_full.tflite",
    }
    assert not list(tmp_path.rglob("evil"))


@posix_only
@pytest.mark.parametrize("archive", ["no member", "no archive", "no tar"])
def test_a_strange_archive_is_one_sentence(tmp_path: Path, packages: Path, archive: str) -> None:
    write_tarball(tmp_path / "pose.tgz", {"package/other": b"other"})
    if archive == "no tar":
        (tmp_path / "pose.tgz").write_bytes(b"no archive at all")
    script = "exit 0" if archive == "no archive" else f'cp "{tmp_path}/pose.tgz" .'
    npm = write_npm(tmp_path / "bin", script)
    environment = obtain_environment(tmp_path / "cache", packages, f"{npm}:{os.defpath}")
    result = run_obtain(environment)
    assert result.returncode == 2
    assert ONE_SENTENCE.fullmatch(result.stderr.splitlines()[-1])


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path, packages: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file where the folder should be")
    result = run_obtain(obtain_environment(blocked / "cache", packages, os.defpath))
    assert result.returncode == 2
    assert "could not be written" in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr


def test_npm_is_installed_only_when_it_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []

    def install(command: list[str], folder: Path, what: str) -> None:
        commands.append(command)
        write_npm(tmp_path, "exit 0")

    monkeypatch.setattr(obtain, "_run", install)
    monkeypatch.setattr(obtain, "get_path", lambda name: str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert obtain._find_npm() == str(tmp_path / "npm")
    assert obtain._find_npm() == str(tmp_path / "npm")
    assert len(commands) == 1
    assert "--require-hashes" in commands[0]
