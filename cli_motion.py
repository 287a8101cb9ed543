"""Files of movement that `running` writes: landmarks, TRC, MOT, C3D; one for each video."""

from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import RequestRefused

if TYPE_CHECKING:
    from analysis.running_result import RunningResult

SUFFIXES = {"landmarks": ".npz", "trc": ".trc", "mot": ".mot", "c3d": ".c3d"}
SIDECAR = ".json"  # a TRC file has no room for its provenance


def numbered(path: Path, count: int) -> list[Path]:
    """OUT.x, OUT-2.x, OUT-3.x for one file of each video."""
    others = [path.with_name(f"{path.stem}-{n}{path.suffix}") for n in range(2, count + 1)]
    return [path, *others]


def motion_targets(count: int, **asked: Path | None) -> list[Path]:
    """Every file to write for `count` videos; `RequestRefused` for a name of another kind."""
    targets = []
    for kind, path in asked.items():
        if path is None:
            continue
        if path.suffix.lower() != SUFFIXES[kind]:
            raise RequestRefused(f"The name of the {kind} file must end in {SUFFIXES[kind]}.")
        targets += numbered(path, count)
        if kind == "trc":
            targets += [_sidecar(file) for file in numbered(path, count)]
    return targets


def _sidecar(path: Path) -> Path:
    return path.with_name(path.name + SIDECAR)


def write_motion(result: "RunningResult", targets: list[Path]) -> None:
    """Write the files of `motion_targets`."""
    from analysis.output_files import write_bytes

    for kind, suffix in SUFFIXES.items():
        files = [path for path in targets if path.suffix.lower() == suffix]
        for number, path in enumerate(files):
            write_bytes(path, _contents(result, number, kind, path.name))
            if kind == "trc":
                write_bytes(_sidecar(path), _contents(result, number, SIDECAR, path.name))


def _contents(result: "RunningResult", number: int, kind: str, name: str) -> bytes:
    from io import BytesIO

    from reports.c3d_file import c3d_bytes
    from reports.motion_files import mot_bytes, motion_of, trc_bytes, trc_provenance

    if kind == "landmarks":
        stream = BytesIO()
        result.clips[number].landmarks.save_npz(stream)
        return stream.getvalue()
    if kind == "c3d":
        return c3d_bytes(result, number)
    motion = motion_of(result, number)
    if kind == "trc":
        return trc_bytes(motion, name)
    return mot_bytes(motion) if kind == "mot" else trc_provenance(motion)
