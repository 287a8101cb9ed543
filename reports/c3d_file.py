"""Movement as C3D (c3d.org), through ezc3d."""

import json
import tempfile
from pathlib import Path
from typing import Any

import ezc3d
import numpy as np

from analysis.running_result import RunningResult
from reports.motion_files import METRES, motion_of
from running.events import EventKind

EVENT_NAMES = {EventKind.IC: "Foot Strike", EventKind.TO: "Foot Off"}
TEXT_MAX = 200  # bytes of one text in a C3D parameter; 255 is the format's limit


def c3d_bytes(result: RunningResult, number: int) -> bytes:
    """Landmarks, angles and gait events of one video of a run.

    Landmarks in mm (pixels when the runner's height is not known), residual −1 where not seen. An
    angle is a point whose X is in degrees (`POINT:ANGLES` lists them). Events are seconds from the
    first frame. Provenance: the parameters of the group PROVENANCE; JSON is to be joined.
    """
    motion = motion_of(result, number)
    file = ezc3d.c3d()
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
    for event in result.clips[number].analysis.events:
        if event.kind in EVENT_NAMES:
            minutes, seconds = divmod(event.time_s - motion.time_s[0], 60.0)
            file.add_event(
                time=[minutes, seconds],
                context=event.side.value.capitalize(),
                label=EVENT_NAMES[event.kind],
            )
    _add_provenance(file, motion.provenance)
    with tempfile.TemporaryDirectory(prefix="glute-coach-c3d-") as folder:
        path = Path(folder) / "run.c3d"
        file.write(str(path))
        return path.read_bytes()


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
