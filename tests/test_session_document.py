"""The session as JSON and CSV: what the schema says, nothing undocumented, nothing unknown as 0."""

import copy
import csv
import io
import json
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from analysis.errors import RequestRefused
from analysis.exercise_session import (
    Curve,
    ExerciseSession,
    ExerciseSettings,
    FaultSummary,
    PelvisResult,
    RepPelvis,
    SpokenCue,
)
from analysis.exercise_video import ExerciseAnalysis
from analysis.recorded_exercise import RecordedAnalysis, analyse_recording
from analysis.session_document import REP_COLUMNS, rep_table_csv, session_document
from analysis.software import software_version
from analysis.sticker_choice import Stickers
from analysis.stickers import StickersWorn
from exercises.form import FormPart
from exercises.registry import find_exercise
from exercises.results import Cue, FormFault, Rep
from exercises.spec import Priority
from kinematics.landmarks import Side
from kinematics.quality import CaptureGrade, Grade
from tests.synthetic_poses import Studio
from vision.models import PoseModel
from vision.pelvis_track import Taps
from vision.video import VideoInfo

ROOT = Path(__file__).parents[1]
SCHEMA = json.loads((ROOT / "assets/schemas/exercise-session-1.json").read_text(encoding="utf-8"))
NAN = float("nan")


def strict(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with every undocumented key forbidden."""
    changed = copy.deepcopy(schema)
    stack: list[Any] = [changed]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            if "properties" in node:
                node["additionalProperties"] = False
            stack += node.values()
        elif isinstance(node, list):
            stack += node
    return changed


VALIDATOR = jsonschema.Draft202012Validator(strict(SCHEMA))

FAULT = FormFault(
    key="knees_in", start_s=1.00049, end_s=1.6, worst_s=1.3, worst=0.123456, unit="ratio"
)
REP = Rep(
    index=1,
    side="left",
    start_s=0.98765,
    peak_s=1.5,
    end_s=2.25,
    peak_deg=163.049,
    rom_deg=-0.01,
    hold_s=0.5,
    up_s=NAN,
    down_s=0.75,
    complete=True,
    faults=(FAULT,),
    unjudged=("feet_separate",),
)
SESSION = ExerciseSession(
    exercise_key="clamshell",
    side="left",
    quality=CaptureGrade(grade=Grade.REJECT, reasons=("It is dark.",)),
    reps=(REP, replace(REP, index=2, complete=False, faults=())),
    form_score=NAN,
    faults=(FaultSummary(key="knees_in", meaning="Seen.", cue="Push.", reps=1),),
    cues=(
        SpokenCue(
            time_s=2.0, cue=Cue(text="Push.", key="knees_in", priority=Priority.COMPENSATION)
        ),
    ),
    curve=Curve(time_s=np.zeros(1), angle_deg=np.zeros(1), progress=np.zeros(1)),
    range_deg=(30.0, 35.0),
    form_parts=(FormPart(key="rom", points=24.04, most=30.0),),
    pelvis=PelvisResult(
        grade=Grade.B,
        reasons=("Noisy.",),
        zero_deg=1.234,
        reps=(RepPelvis(index=1, side="left", start_deg=-0.01, top_deg=6.26, range_deg=7.0),),
        faults=(FaultSummary(key="pelvis_drops", meaning="Dropped.", cue="Level.", reps=1),),
    ),
)
TAPPED = StickersWorn(
    on=Stickers.ON_SKIN,
    lens_at_hip=True,
    taps=Taps(time_s=1.5, xy_px=np.array([[10.5, 20], [30, 21]])),
)
CLIP = VideoInfo(
    name="clip ü.mp4",
    sha256="0" * 64,
    width=640,
    height=480,
    native_size_wh=(640, 480),
    frame_size_wh=(640, 480),
    fps=29.97002997,
    duration_s=4.0004,
    frame_count=120,
    rotation_deg=0,
    time_scale=0.25,
    time_scale_source="given",
    codec="h264",
)
MODEL = PoseModel(name="lite", path=Path("model.task"), sha256="1" * 64)
ANALYSIS = ExerciseAnalysis(
    session=SESSION,
    clip=CLIP,
    model=MODEL,
    warnings=("The file is incomplete.",),
    settings=ExerciseSettings(
        side=Side.LEFT, playback_factor=0.25, box=(1, 2, 30, 40), stickers=TAPPED
    ),
)


def test_the_schema_is_a_schema_and_fits() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    VALIDATOR.validate(json.loads(json.dumps(session_document(ANALYSIS), allow_nan=False)))


def test_the_issue_shape() -> None:
    document = session_document(ANALYSIS)
    assert document["schema"] == "exercise-session/1"
    assert document["software"] == {"name": "glute-coach", "version": software_version()}
    assert document["model"] == {"name": "lite", "sha256": "1" * 64}
    assert document["clip"] == {
        "name": "clip ü.mp4",
        "sha256": "0" * 64,
        "fps": 29.97,
        "duration_s": 4.0,
        "width": 640,
        "height": 480,
        "frames": 120,
        "time_scale": 0.25,
    }
    assert document["quality"] == {"grade": "reject", "reasons": ["It is dark."]}
    assert (document["exercise"], document["side"]) == ("clamshell", "left")
    assert (document["rep_count"], document["partial_count"]) == (1, 1)
    assert document["warnings"] == ["The file is incomplete."]
    assert document["form_parts"] == [{"key": "rom", "points": 24.0, "most": 30.0}]
    assert document["settings"] == {
        "side": "left",
        "playback_factor": 0.25,
        "box": [1, 2, 30, 40],
        "stickers": "on-skin",
        "lens_at_hip": True,
        "taps": {"time_s": 1.5, "xy_px": [[10.5, 20.0], [30.0, 21.0]]},
    }
    assert document["pelvis"]["zero_deg"] == 1.23
    assert document["pelvis"]["reps"] == [
        {"index": 1, "side": "left", "start_deg": 0.0, "top_deg": 6.3, "range_deg": 7.0,
         "sd_deg": None}
    ]  # fmt: skip
    assert [fault["key"] for fault in document["pelvis"]["faults"]] == ["pelvis_drops"]
    assert document["faults_summary"] == [
        {"key": "knees_in", "meaning": "Seen.", "cue": "Push.", "reps": 1}
    ]
    assert document["unjudged"] == ["feet_separate"]
    assert document["cues"] == [{"time_s": 2.0, "key": "knees_in", "text": "Push."}]


def test_numbers_are_rounded_and_the_unknown_is_null() -> None:
    document = session_document(ANALYSIS)
    rep = document["reps"][0]
    assert rep["start_s"] == 0.988
    assert rep["peak_deg"] == 163.0
    assert math.copysign(1, rep["rom_deg"]) == 1  # never -0.0
    assert rep["up_s"] is None
    assert document["form_score"] is None
    assert rep["faults"] == [
        {
            "key": "knees_in",
            "start_s": 1.0,
            "end_s": 1.6,
            "worst_s": 1.3,
            "worst": 0.123,
            "unit": "ratio",
        }
    ]


@pytest.mark.parametrize("changed", ["schema", "clip", "reps", "side", "quality"])
def test_the_schema_refuses_what_is_wrong(changed: str) -> None:
    document = session_document(ANALYSIS)
    del document[changed]
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(document)
    document = session_document(ANALYSIS) | {changed: "nonsense"}
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(document)


def test_csv_says_the_same_as_json() -> None:
    rows = list(csv.DictReader(io.StringIO(rep_table_csv(SESSION))))
    assert [row["complete"] for row in rows] == ["true", "false"]
    assert [row["faults"] for row in rows] == ["knees_in", ""]
    for row, rep in zip(rows, session_document(ANALYSIS)["reps"], strict=True):
        assert tuple(row) == REP_COLUMNS
        for column in REP_COLUMNS[3:11]:
            told = rep[column]
            assert row[column] == "" if told is None else float(row[column]) == told
    assert [[row[column] for column in REP_COLUMNS[12:]] for row in rows] == [
        ["0.0", "6.3", "7.0"],
        ["", "", ""],
    ]


def test_every_field_is_documented() -> None:
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    for name in re.findall(r'"(\w+)": ', json.dumps(session_document(ANALYSIS))):
        assert re.search(rf"`[^`]*\b{name}\b[^`]*`", text), name
    for column in REP_COLUMNS:
        assert column in text


def recorded(folder: Path, *, frames: int | None = None) -> RecordedAnalysis:
    """A synthetic bridge of three repetitions, through a landmark file."""
    studio = Studio(exercise=find_exercise("glute_bridge"))
    sequence = studio.perform((1.1, 1.1, 1.1))[0][:frames]
    path = folder / "bridge.npz"
    sequence.save_npz(str(path))
    return analyse_recording(path, "glute_bridge")


def test_a_recording_without_a_video(tmp_path: Path) -> None:
    analysis = recorded(tmp_path)
    document = json.loads(json.dumps(session_document(analysis), allow_nan=False))
    VALIDATOR.validate(document)
    assert document["model"] is None
    assert document["clip"]["name"] == "bridge.npz"
    assert document["clip"]["fps"] == pytest.approx(30.0, abs=0.01)
    assert document["rep_count"] == 3


@pytest.mark.parametrize("frames", [0, 1, 2])
def test_hardly_any_recording(tmp_path: Path, frames: int) -> None:
    document = session_document(recorded(tmp_path, frames=frames))
    VALIDATOR.validate(json.loads(json.dumps(document, allow_nan=False)))
    assert document["rep_count"] == 0
    assert (document["clip"]["fps"] is None) == (frames < 2)
    assert document["quality"]["reasons"]


def test_bad_recordings_are_refused_in_a_sentence(tmp_path: Path) -> None:
    text = tmp_path / "text.npz"
    text.write_text("no archive")
    for path in (text, tmp_path / "missing.npz", tmp_path):
        with pytest.raises(RequestRefused, match=r"^[A-Z][^\n]*\.$"):
            analyse_recording(path, "glute_bridge")
    with pytest.raises(RequestRefused, match="no exercise 'dance'"):
        analyse_recording(text, "dance")
