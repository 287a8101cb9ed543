"""The running document: what the schema says, nothing undocumented, and back to sessions."""

import copy
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from analysis.errors import RequestRefused
from analysis.running_comparison import (
    compare_documents,
    curves_of,
    load_document,
    parse_document,
    recorded_film,
)
from analysis.running_document import running_document, sessions_of
from analysis.running_request import RunningClip, RunningRequest
from analysis.running_result import AnalysedClip, PelvisFinding, RunningResult
from analysis.sticker_choice import Stickers
from running.analysis import analyse
from running.recording import RunView, Setup
from tests.running_walker import stick_runner
from tests.test_session_document import strict
from vision.models import PoseModel
from vision.video import VideoInfo

ROOT = Path(__file__).parents[1]
SCHEMA = json.loads((ROOT / "assets/schemas/running-analysis-1.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(strict(SCHEMA))


def info(name):
    return VideoInfo(
        name=name,
        sha256="a" * 64,
        width=1280,
        height=960,
        native_size_wh=(1280, 960),
        frame_size_wh=(1280, 960),
        fps=120.0,
        duration_s=10.0,
        frame_count=1200,
        rotation_deg=0,
        time_scale=1.0,
        time_scale_source="none",
        codec="h264",
    )


def drawn_result(*, seconds=10.0, lean_deg=6.0, view=None, **wishes):
    """The result of a stick figure that runs at 170 steps a minute, seen from the right."""
    poses = stick_runner(cadence_spm=170.0, fps=120.0, seconds=seconds, trunk_lean_deg=lean_deg)
    wish = RunningClip(video=Path("drawn.mp4"), name="drawn.mp4", view=view)
    clip = AnalysedClip(
        info=info("drawn.mp4"),
        analysis=analyse(poses, setup=Setup(view=view, height_cm=175.0)),
        landmarks=poses,
        start_s=0.0,
        pelvis=PelvisFinding(grade=None, reasons=("no stickers were worn.",)),
        warnings=(),
    )
    return RunningResult(
        request=RunningRequest(clips=(wish,), height_cm=175.0, **wishes),
        clips=(clip,),
        model=PoseModel(name="heavy", path=Path("m"), sha256="b" * 64),
    )


@pytest.mark.parametrize("view", [None, RunView.REAR, RunView.OBLIQUE])
@pytest.mark.parametrize("seconds", [0.2, 10.0])
def test_every_document_is_as_documented(view, seconds):
    result = drawn_result(view=view, seconds=seconds, shoes="blue", stickers=Stickers.ON_SKIN)
    text = json.dumps(running_document(result), allow_nan=False)
    VALIDATOR.validate(json.loads(text))


def test_the_document_tells_the_run_and_how_to_repeat_it():
    document = running_document(drawn_result(speed_kmh=10.0))
    assert (document["view"], document["activity"]) == ("right", "running")
    metrics = {(row["key"], row["side"]): row for row in document["metrics"]}
    assert metrics["cadence_spm", "both"]["value"] == pytest.approx(170.0, abs=0.5)
    assert metrics["trunk_forward_lean_deg", "both"]["value"] == pytest.approx(6.0, abs=0.3)
    unknown = metrics["pelvic_drop_deg", "left"]
    assert unknown["value"] is None
    assert unknown["reason"]
    provenance = document["provenance"]
    assert provenance["model"] == {"name": "heavy", "sha256": "b" * 64}
    assert provenance["settings"]["speed_kmh"] == 10.0
    assert provenance["edited_events"] == [0]
    assert document["recordings"][0]["clip"]["sha256"] == "a" * 64


def test_what_was_set_by_hand_is_told_from_what_it_was_to_what_it_is():
    result = drawn_result()
    clip = result.clips[0]
    first, second, *rest = clip.analysis.events
    moved = replace(first, time_s=first.time_s + 0.02, confidence=1.0, edited=True)
    document = running_document(result.with_clip(0, clip.with_events((moved, *rest))))
    VALIDATOR.validate(json.loads(json.dumps(document, allow_nan=False)))
    assert document["provenance"]["edited_events"] == [2]
    edits = {row["before"]["time_s"]: row for row in document["provenance"]["event_edits"]}
    assert edits[first.time_s]["after"]["time_s"] == moved.time_s
    assert edits[second.time_s]["after"] is None, "taken away"


def test_every_field_of_a_measure_and_of_a_recording_is_in_the_docs():
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    section = text.split("## Running analysis: JSON")[1].split("\n## ")[0]
    words = set(re.findall(r"[a-z0-9_]+", section))
    document = running_document(drawn_result())
    for part in (document, document["recordings"][0], document["metrics"][0],
                 document["events"][0], document["curves"][0], document["provenance"],
                 document["provenance"]["settings"]):  # fmt: skip
        assert set(part) <= words


def test_a_document_gives_its_session_back():
    result = drawn_result(speed_kmh=10.0, shoes="blue")
    session = sessions_of(json.loads(json.dumps(running_document(result))))["right"]
    assert (session.speed_kmh, session.shoes) == (10.0, "blue")
    known = {(m.key, m.side) for m in result.clips[0].measures if m.known}
    assert {(m.key, m.side) for m in session.measures if m.known} == known


def test_a_change_of_the_trunk_is_told_and_nothing_else_is_better_or_worse():
    wishes = {"speed_kmh": 10.0, "shoes": "blue"}
    before = running_document(drawn_result(lean_deg=6.0, **wishes))
    after = running_document(drawn_result(lean_deg=14.0, **wishes))
    changes = {(c.key, c.side): c for c in compare_documents(before, after)["right"].changes}
    assert changes["trunk_forward_lean_deg", "both"].changed
    assert changes["trunk_forward_lean_deg", "both"].change == pytest.approx(8.0, abs=0.5)
    assert changes["cadence_spm", "both"].verdict == "same"
    assert not {c.verdict.value for c in changes.values()} & {"better", "worse"}


def test_what_cannot_be_compared_is_refused_in_a_sentence(tmp_path):
    side = running_document(drawn_result())
    rear = copy.deepcopy(side)
    rear["recordings"][0]["view"] = "rear"
    with pytest.raises(RequestRefused, match="different sides"):
        compare_documents(side, rear)
    broken: Any
    for broken in (None, [], {}, {"schema": "exercise-session/1"}, {**side, "recordings": [{}]}):
        with pytest.raises(RequestRefused):
            sessions_of(broken)
    with pytest.raises(RequestRefused, match="not a JSON file"):
        parse_document(b"\xff\xfe", "a.json")
    with pytest.raises(RequestRefused, match="cannot be read"):
        load_document(tmp_path / "none.json")


def test_curves_and_film_come_back_from_a_document():
    result = drawn_result()
    document = json.loads(json.dumps(running_document(result)))
    analysis = result.clips[0].analysis
    for told, curve in zip(curves_of(document), analysis.curves, strict=True):
        assert (told.key, told.side, told.unit) == (curve.key, curve.side, curve.unit)
        assert told.mean == pytest.approx(curve.mean, abs=0.006, nan_ok=True)
        assert told.sd == pytest.approx(curve.sd, abs=0.006, nan_ok=True)
    times_s, events = recorded_film(document, "right")
    assert times_s == pytest.approx(result.clips[0].landmarks.time_s, abs=0.01)
    found = [(e.side, e.kind, e.edited) for e in events]
    assert found == [(e.side, e.kind, e.edited) for e in analysis.events]
    for wrong in ({}, {**document, "curves": [{"mean": [1]}]}):
        with pytest.raises(RequestRefused):
            curves_of(wrong)
    for wrong in ({}, {**document, "recordings": []}):
        with pytest.raises(RequestRefused):
            recorded_film(wrong, "right")
