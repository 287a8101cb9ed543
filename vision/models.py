"""Which model files there are, where they are on this machine, and whether they are intact.

`assets/manifest.json` lists every file that is obtained at set-up, with its source and SHA-256.
The files live in the user's cache folder, or in the folder that the environment variable
GLUTE_COACH_CACHE names.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

import platformdirs

ModelName = Literal["lite", "full", "heavy"]
Role = Literal["source", "bundle", "browser"]

CACHE_VARIABLE = "GLUTE_COACH_CACHE"
MANIFEST_PATH = Path(__file__).parents[1] / "assets" / "manifest.json"

_SCHEMA = "glute-coach-files/1"
_READ_BYTES = 1 << 20


class ModelMissing(RuntimeError):
    """A model file is not on this machine, or is not the one that the manifest lists."""


@dataclass(frozen=True, kw_only=True)
class PoseModel:
    """A verified pose model bundle on this machine."""

    name: ModelName
    path: Path
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ManifestFile:
    """One row of the manifest: a file, what it must be, and where it comes from.

    Attributes:
        name: File name; browser files keep their folder.
        role: `source` (as published), `bundle` (built from sources) or `browser` (live page).
        path: Place below the cache folder.
        registry: `pypi` or `npm`.
        package: Package of the file, or for a bundle of its landmark model.
        version: Exact version of that package.
        member: Path inside the package's archive; None for a bundle.
        built_from: Names of the source files of a bundle: detector, landmark model.
        licence: SPDX identifier.
        copyright: Who holds the rights.
        modified: Whether the content differs from what was published.
        size_bytes: Exact size.
        sha256: Checksum in lower-case hexadecimal.
    """

    name: str
    role: Role
    path: str
    registry: Literal["pypi", "npm"]
    package: str
    version: str
    member: str | None = None
    built_from: tuple[str, ...] = ()
    licence: str
    copyright: str
    modified: bool
    size_bytes: int
    sha256: str

    def is_intact(self, folder: Path) -> bool:
        """Return whether the file below `folder` is there and has the listed size and checksum."""
        path = folder / self.path
        try:
            return path.stat().st_size == self.size_bytes and compute_sha256(path) == self.sha256
        except OSError:
            return False


def find_model(name: ModelName) -> PoseModel:
    """Return the pose model of that name; its checksum is verified once per process.

    Raises:
        ModelMissing: The bundle is not in the cache folder or is damaged.
        ValueError: There is no model of that name.
    """
    if name not in get_args(ModelName):
        raise ValueError(f"expected a model name of {get_args(ModelName)}, got {name!r}")
    entry = find_entry(f"pose_landmarker_{name}.task")
    return PoseModel(name=name, path=_find_verified(cache_folder(), entry), sha256=entry.sha256)


def find_browser_file(name: str) -> Path:
    """Return the verified path of a file of the browser runtime, such as `vision_bundle.mjs`.

    Raises:
        ModelMissing: The file is not in the cache folder or is damaged.
        ValueError: The manifest lists no browser file of that name.
    """
    entry = find_entry(name)
    if entry.role != "browser":
        raise ValueError(f"expected a browser file, got {name!r} with role {entry.role!r}")
    return _find_verified(cache_folder(), entry)


def cache_folder() -> Path:
    """Return the folder for obtained files; it may not exist yet."""
    chosen = os.environ.get(CACHE_VARIABLE)
    if chosen:
        return Path(chosen).expanduser().absolute()
    return platformdirs.user_cache_path("glute-coach", appauthor=False)


@lru_cache(maxsize=1)
def load_manifest() -> tuple[ManifestFile, ...]:
    """Return every row of `assets/manifest.json`."""
    content: dict[str, Any] = json.loads(MANIFEST_PATH.read_text(encoding="utf-8"))
    if content.get("schema") != _SCHEMA:
        raise ValueError(f"expected manifest schema {_SCHEMA!r}, got {content.get('schema')!r}")
    return tuple(
        ManifestFile(**{**row, "built_from": tuple(row.get("built_from", ()))})
        for row in content["files"]
    )


def find_entry(name: str) -> ManifestFile:
    """Return the manifest row of that name; ValueError if there is none."""
    for entry in load_manifest():
        if entry.name == name:
            return entry
    raise ValueError(f"expected a name of the manifest, got {name!r}")


def compute_sha256(path: Path) -> str:
    """Return the SHA-256 of a file in lower-case hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_READ_BYTES):
            digest.update(block)
    return digest.hexdigest()


@lru_cache(maxsize=32)
def _find_verified(folder: Path, entry: ManifestFile) -> Path:
    path = folder / entry.path
    if not path.is_file():
        raise ModelMissing(f"The file {entry.name} is not on this machine yet: run `make setup`.")
    if not entry.is_intact(folder):
        raise ModelMissing(
            f"The file {entry.name} in {path.parent} is damaged: run `make setup` to replace it."
        )
    return path
