"""Movement as C3D (c3d.org), through ezc3d."""

import json
import tempfile
from pathlib import Path
from typing import Any

import ezc3d
import numpy as np

from analysis.errors import RequestRefused
from analysis.running_result import RunningResult
from reports.motion_files import METRES, Motion, motion_of
from running.events import EventKind, Events, GaitEvent

EVENT_NAMES = {EventKind.IC: "Foot Strike", EventKind.TO: "Foot Off"}
FRAMES_MAX = 65_534  # 16 bits; 65,535 means "more" to some readers, and more is cut off in silence
LIST_MAX = 255  # entries of one list of parameters; a longer one goes on as LABELS2, LABELS3, …
EVENTS_MAX = 16 * LIST_MAX  # all parameters together have 130,560 bytes
TEXT_MAX = 200  # bytes of one text in a C3D parameter; 255 is the format's limit


def c3d_bytes(result: RunningResult, number: int) -> bytes:
    """Landmarks, angles and gait events of one video of a run.

    Landmarks in mm (pixels when the runner's height is not known), residual −1 where not seen. An
    angle is a point whose X is in degrees (`POINT:ANGLES` lists them). Events are seconds from the
    first frame. Provenance: the parameters of the group PROVENANCE; JSON is to be joined.
    `RequestRefused` for more than the format can hold.
    """
    return motion_c3d(motion_of(result, number), result.clips[number].analysis.events)


def motion_c3d(motion: Motion, events: Events) -> bytes:
    """The file of `c3d_bytes` from its parts; contacts and toe-offs of `events` are written."""
    frames = len(motion.time_s)
    told = [event for event in events if event.kind in EVENT_NAMES]
    if frames > FRAMES_MAX or len(told) > EVENTS_MAX:
        raise RequestRefused(
            f"This run is too long for C3D: it has {frames:,} pictures and {len(told):,} events, "
            f"and a file holds {FRAMES_MAX:,} and {EVENTS_MAX:,}. TRC and MOT have no such limit."
        )
    file = ezc3d.c3d()
    _add_points(file, motion)
    _add_events(file, told, motion.time_s[0])
    _add_provenance(file, motion.provenance)
    with tempfile.TemporaryDirectory(prefix="glute-coach-c3d-") as folder:
        path = Path(folder) / "run.c3d"
        file.write(str(path))
        return path.read_bytes()


def _add_points(file: ezc3d.c3d, motion: Motion) -> None:
    point = file["parameters"]["POINT"]
    point["RATE"]["value"] = [motion.rate_hz]
    point["UNITS"]["value"] = ["mm" if motion.unit == METRES else motion.unit]
    point["LABELS"]["value"] = [*motion.points, *motion.angles]
    scale = 1000.0 if motion.unit == METRES else 1.0
    angles = [np.stack([a, 0.0 * a, 0.0 * a], axis=1) for a in motion.angles.values()]
    places = [*(scale * place for place in motion.points.values()), *angles]
    data = np.ones((4, len(places), len(motion.time_s)))
    data[:3] = np.stack(places).transpose(2, 0, 1)
    file["data"]["points"] = data
    if motion.angles:
        file.add_parameter("POINT", "ANGLES", list(motion.angles))
        file.add_parameter("POINT", "ANGLE_UNITS", ["deg"])
    file.add_parameter("POINT", "X_SCREEN", ["+X"])
    file.add_parameter("POINT", "Y_SCREEN", ["+Y"])


def _add_events(file: ezc3d.c3d, events: list[GaitEvent], start_s: float) -> None:
    """The first 255 as every reader knows them, the others in lists that go on by number."""
    times = [divmod(event.time_s - start_s, 60.0) for event in events]  # minutes, seconds
    feet = [event.side.value.capitalize() for event in events]
    labels = [EVENT_NAMES[event.kind] for event in events]
    for time, foot, label in zip(times[:LIST_MAX], feet, labels, strict=False):
        file.add_event(time=[*time], context=foot, label=label)
    for part, first in enumerate(range(LIST_MAX, len(events), LIST_MAX), start=2):
        some = slice(first, first + LIST_MAX)
        file.add_parameter("EVENT", f"TIMES{part}", np.transpose(times[some]))
        file.add_parameter("EVENT", f"CONTEXTS{part}", feet[some])
        file.add_parameter("EVENT", f"LABELS{part}", labels[some])


def _add_provenance(file: ezc3d.c3d, provenance: dict[str, Any]) -> None:
    model, clip = provenance["model"], provenance["clip"]
    text = json.dumps(provenance, allow_nan=False)
    parts = [text[start : start + TEXT_MAX] for start in range(0, len(text), TEXT_MAX)]
    software = provenance["software"]
    for name, value in (
        ("SOFTWARE", [f"{software['name']} {software['version']}"]),
        ("MODEL_SHA256", [model["sha256"] if model else "not known"]),
        ("INPUT_SHA256", [clip["sha256"]]),
        ("AXES", [provenance["axes"]]),
        ("JSON", parts),
    ):
        file.add_parameter("PROVENANCE", name, value)
