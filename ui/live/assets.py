"""The files of the live page: our scripts, the pose runtime and the models, from our own address.

The address holds a checksum of everything, so a browser may keep the files for ever and a new
version has a new address. Files are compressed once and kept compressed in the cache folder: with
gzip on first use, runtime and models also with Brotli by `ui.live.compress` at set-up.
"""

import gzip
import hashlib
import os
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import brotli
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
GZIP_LEVEL = 6
BROTLI_QUALITY = 10
"""10 makes 7.0 MB of the runtime and the lite model in 17 s; 11 makes 6.9 in 27 s, 9 7.5 in 1 s."""
Encoding = Literal["br", "gzip"]


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


def compressed_file(name: str, encoding: Encoding) -> Path:
    """The compressed file of that name, made on first use; KeyError for an unknown one."""
    path = _packed(name, encoding)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        content = _source(name).read_bytes()
        handle, draft = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            if encoding == "br":
                file.write(brotli.compress(content, quality=BROTLI_QUALITY, lgwin=24))
            else:
                file.write(gzip.compress(content, GZIP_LEVEL, mtime=0))
        Path(draft).replace(path)
    return path


def _packed(name: str, encoding: Encoding) -> Path:
    suffix = "br" if encoding == "br" else "gz"
    return cache_folder() / "compressed" / f"{asset_checksums()[name][:32]}.{suffix}"


def _encoding(name: str, accepted: str) -> Encoding:
    """Brotli where the browser takes it and the file is there, for it takes long to make."""
    offers = {offer.partition(";")[0].strip() for offer in accepted.split(",")}
    return "br" if "br" in offers and _packed(name, "br").exists() else "gzip"


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
        encoding = _encoding(name, request.headers.get("accept-encoding", ""))
        path = await run_in_threadpool(compressed_file, name, encoding)
    except ModelMissing as error:
        raise HTTPException(503, str(error)) from error
    headers |= {"Content-Encoding": encoding, "Vary": "Accept-Encoding"}
    return FileResponse(path, headers=headers, media_type=TYPES[Path(name).suffix])
