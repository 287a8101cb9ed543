"""The files of the live page: our scripts, the pose runtime and the models, from our own address.

The address holds a checksum of everything, so a browser may keep the files for ever and a new
version has a new address. Files are compressed once and kept compressed in the cache folder.
"""

import gzip
import hashlib
import os
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from vision.models import (
    ModelMissing,
    ModelName,
    cache_folder,
    find_browser_file,
    find_entry,
    find_model,
)

FRONTEND = Path(__file__).parent / "frontend"
RUNTIME = (
    "vision_bundle.mjs",
    "wasm/vision_wasm_module_internal.js",
    "wasm/vision_wasm_module_internal.wasm",
)
MODELS: dict[ModelName, str] = {
    "lite": "pose_landmarker_lite.task",
    "full": "pose_landmarker_full.task",
}
TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
    ".task": "application/octet-stream",
}
FOR_EVER = "public, max-age=31536000, immutable"
# Governs the worker: it may fetch its runtime and model from here and compile them, nothing else.
WORKER_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; "
    "worker-src 'self'; frame-ancestors 'none'"
)
COMPRESSION = 6


@cache
def asset_checksums() -> Mapping[str, str]:
    """Every file the page may ask for, with its SHA-256."""
    scripts = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(FRONTEND.glob("*.js"))
    }
    obtained = {name: find_entry(name).sha256 for name in (*RUNTIME, *MODELS.values())}
    return scripts | obtained


@cache
def asset_version() -> str:
    """A short checksum of all files together."""
    every = "".join(f"{name}{value}" for name, value in asset_checksums().items())
    return hashlib.sha256(every.encode()).hexdigest()[:12]


def missing_sentence() -> str | None:
    """Why the live coach cannot run on this server, or None."""
    try:
        for name in RUNTIME:
            find_browser_file(name)
        for model in MODELS:
            find_model(model)
    except ModelMissing as error:
        return str(error)
    return None


def compressed_file(name: str) -> Path:
    """The gzip-compressed file of that name, made on first use; KeyError for an unknown one."""
    checksum = asset_checksums()[name]
    folder = cache_folder() / "compressed"
    path = folder / f"{checksum[:32]}.gz"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        packed = gzip.compress(_source(name).read_bytes(), COMPRESSION, mtime=0)
        handle, draft = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(packed)
        Path(draft).replace(path)
    return path


def _source(name: str) -> Path:
    if name in RUNTIME:
        return find_browser_file(name)
    for model, file_name in MODELS.items():
        if name == file_name:
            return find_model(model).path
    return FRONTEND / name


async def serve_asset(request: Request) -> Response:
    """One file, compressed; 304 when the browser has it; 404 for what is not listed."""
    name = request.path_params["name"]
    checksum = asset_checksums().get(name)
    if checksum is None or request.path_params["version"] != asset_version():
        raise HTTPException(404)
    headers = {
        "Cache-Control": FOR_EVER,
        "Content-Security-Policy": WORKER_POLICY,
        "ETag": f'"{checksum[:32]}"',
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    try:
        path = await run_in_threadpool(compressed_file, name)
    except ModelMissing as error:
        raise HTTPException(503, str(error)) from error
    headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return FileResponse(path, headers=headers, media_type=TYPES[Path(name).suffix])
