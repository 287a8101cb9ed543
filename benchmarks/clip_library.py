"""The development clips beside the project: what is in them, and their landmarks (cached).

Nothing here runs without the folder ``shared/clips`` next to the checkout. Landmarks are made by
the real estimator in a worker process and kept under ``build/`` by the hashes of the clip, the
model and the code in ``vision/``, so that a second run costs nothing.
"""

import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.jobs import JobState, start_job
from analysis.landmark_video import LandmarkRequest
from kinematics.body import Body, Limb
from kinematics.landmarks import LANDMARK_COUNT, Side, landmark_of
from kinematics.measures import hip_angle_supine
from kinematics.pose import PoseSequence
from vision.models import ModelName, find_model

Array = NDArray[np.float64]

ROOT = Path(__file__).resolve().parents[1]
CLIPS = ROOT.parent / "shared" / "clips"
CACHE = ROOT / "build" / "clip_landmarks"


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """A clip with a known number of repetitions of one exercise.

    certain  counted by eye without doubt (or rendered)
    truth    CSV of a rendered clip, else None
    """

    path: str
    exercise: str
    reps: int
    certain: bool = True
    rendered: bool = False


RENDERED = tuple(
    Labelled(path=f"rendered/{name}.mp4", exercise=exercise, reps=reps, rendered=True)
    for name, exercise, reps in (
        ("bridge_side_f3", "glute_bridge", 4),
        ("bridge_side_m2", "glute_bridge", 4),
        ("clamshell_front_f3", "clamshell", 4),
        ("clamshell_front_m5", "clamshell", 4),
        ("sideabd_front_f4", "side_lying_hip_abduction", 4),
        ("squat_side_m1", "squat", 4),
        ("squat_front_m8", "squat", 4),
        ("bridge_obl35", "glute_bridge", 1),
        ("bridge_dark", "glute_bridge", 1),
        ("squat_obl30", "squat", 1),
        ("bridge_feet", "glute_bridge", 0),
        ("clam_back", "clamshell", 0),
        ("abd_feet", "side_lying_hip_abduction", 0),
        ("donkey_rear", "glute_bridge", 0),
        ("donkeykick_side_m5", "donkey_kick", 4),
    )
)
STANDARD_VIEWS = RENDERED[:7]
WRONG_VIEWS = RENDERED[10:14]

REAL = tuple(
    Labelled(path=f"real/{path}", exercise=exercise, reps=reps, certain=certain)
    for path, exercise, reps, certain in (
        ("bridge/be2018_bridge.mp4", "glute_bridge", 5, True),
        ("bridge/goondoc_glute_bridge.mp4", "glute_bridge", 1, True),
        ("bridge/hanshitha_bridge_pose_hold.mp4", "glute_bridge", 1, True),
        ("bridge/hpy_medball_hip_thrust_2views.mp4", "glute_bridge", 6, True),
        ("bridge/wanshape_glute_bridge.mp4", "glute_bridge", 3, True),
        ("clamshell/goondoc_side_lying_clamshell.gif", "clamshell", 1, True),
        ("clamshell/hawk_clamshell_2frames.gif", "clamshell", 1, True),
        ("clamshell/hpy_band_side_lying_clam_2views.mp4", "clamshell", 6, True),
        ("hip_abduction/hpy_side_lying_leg_raise_2views.mp4", "side_lying_hip_abduction", 6, True),
        ("squat/gymlytics_squat_countdown.mp4", "squat", 8, True),
        ("squat/goondoc_goblet_squat.mp4", "squat", 1, True),
        ("squat/hpy_air_squat_2views.mp4", "squat", 6, True),
        ("squat/rohanx01_squat_portrait.mp4", "squat", 2, True),
        ("squat/sebitzu_barbell_squat_front_dark.mp4", "squat", 2, True),
        ("hard_cases/quickpose_squats_153px.gif", "squat", 4, True),
        ("quadruped/be2018_donkey_kick.mp4", "donkey_kick", 7, True),
        ("quadruped/goondoc_bird_dog.gif", "bird_dog", 1, True),
        ("other_exercise/goondoc_single_leg_rdl.mp4", "single_leg_deadlift", 1, True),
        (
            "hip_abduction/be2018_standing_side_leg_raise.mp4",
            "standing_hip_abduction",
            6,
            True,
        ),
        ("squat/amith_pistol_squat.mp4", "single_leg_squat", 1, True),
        ("bridge/honza_pelvic_tilt_portrait.mp4", "glute_bridge", 0, False),
        ("bridge/lenagalanova_pelvic_tilt.mp4", "glute_bridge", 0, False),
        ("bridge/hpy_trx_glute_bridge_2views.mp4", "glute_bridge", 2, False),
        (
            "hip_abduction/amith_side_lying_leg_raises_viggle2.mp4",
            "side_lying_hip_abduction",
            2,
            False,
        ),
        ("hard_cases/dosipov1_cgi_clamshell.mp4", "clamshell", 4, False),
    )
)

# Clips in which nobody does any of the exercises: every count must be 0.
OTHER = (
    "rendered/run_side_m1.mp4",
    "rendered/run_rear_f3.mp4",
    "rendered/run_obl.mp4",
    "rendered/walk_side_m2.mp4",
    "rendered/pelvicdrop_rear_f7.mp4",
    "real/quadruped/lenagalanova_bird_dog_cropped.mp4",
    "real/other_exercise/amith_spot_jogging.mp4",
    "real/other_exercise/goondoc_high_knees.mp4",
    "real/squat/hanshitha_lunges.mp4",
    "real/squat/goondoc_bulgarian_split_squat.mp4",
    "real/walking/watchara_abnormal_03.mp4",
    "real/running_side/zzzhushi_male_side.mp4",
    "real/hard_cases/corbin_dino_game_no_human.mp4",
    "real/hard_cases/openpose_crowd_street.avi",
    "real/hard_cases/petehod_footbridge_scene.mp4",
)


def load_landmarks(path: str, *, model: ModelName = "heavy", smooth: bool = True) -> PoseSequence:
    """The landmarks of one clip (a path below `CLIPS`, or any), from the cache or made now.

    smooth  False: of every picture alone, as gait is analysed
    """
    file = CACHE / f"{_key(path, model)}{'' if smooth else '-alone'}.npz"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        job = start_job(
            LandmarkRequest(
                video=CLIPS / path,
                name=Path(path).name,
                output=file,
                model=model,
                smooth=smooth,
            )
        )
        job.wait()
        if job.state is not JobState.DONE:
            raise RuntimeError(f"{path}: {job.message}")
    return PoseSequence.load_npz(str(file))


def _key(path: str, model: ModelName) -> str:
    clip = hashlib.sha256((CLIPS / path).read_bytes()).hexdigest()
    return f"{Path(path).stem}-{clip[:8]}-{find_model(model).sha256[:8]}-{_vision_hash()[:8]}"


@cache
def _vision_hash() -> str:
    """Hash of the code that turns pixels into points."""
    names = ("estimator", "landmarker", "scene", "subject", "video", "video_clock", "video_picture")
    digest = hashlib.sha256()
    for name in names:
        digest.update((ROOT / "vision" / f"{name}.py").read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True, kw_only=True)
class RenderedRep:
    """The truth of one rendered repetition; seconds, degrees of the angle we report."""

    start_s: float
    top_s: float
    top_end_s: float
    end_s: float
    peak_deg: float


def load_truth(clip: Labelled) -> list[RenderedRep]:
    """The repetitions of a rendered clip, from its motion and true joint centres."""
    base = CLIPS / clip.path.removesuffix(".mp4")
    events = json.loads(base.with_suffix(".json").read_text())["events"]
    with gzip.open(f"{base}.csv.gz", "rt") as file:
        table = pd.read_csv(file)
    angle = _true_angle(table, clip)
    found = []
    for number in sorted({event["n"] for event in events}):
        at = {event["kind"]: event["t"] for event in events if event["n"] == number}
        top = ((table.t >= at["rep_top"]) & (table.t <= at["rep_top_end"])).to_numpy()
        found.append(
            RenderedRep(
                start_s=at["rep_start"],
                top_s=at["rep_top"],
                top_end_s=at["rep_top_end"],
                end_s=at["rep_end"],
                peak_deg=float(np.median(angle[top])),
            )
        )
    return found


def _true_angle(table: pd.DataFrame, clip: Labelled) -> Array:
    """The angle we report, computed on the true joints of the near (or working, left) side.

    Bridge: shoulder-hip-knee in the plane of the movement, past straight > 180. Clamshell: rotation
    of the thigh about the line hip-ankle, from the true knee gap in metres. Leg raise: change of
    hip abduction. Squat: knee flexion. Donkey kick: 180 minus hip flexion.
    The angles of the body, not of its picture.
    """
    near = "L" if table.hip_L_depth.mean() < table.hip_R_depth.mean() else "R"
    if clip.exercise == "glute_bridge":
        return _signed_hip(table, near)
    if clip.exercise == "clamshell":
        thigh = np.linalg.norm(
            table[["knee_L_x", "knee_L_y", "knee_L_z"]].to_numpy()
            - table[["hip_L_x", "hip_L_y", "hip_L_z"]].to_numpy(),
            axis=1,
        )
        gap = (table.knee_L_z - table.knee_R_z).to_numpy()
        return np.asarray(np.degrees(np.arcsin(np.clip((gap - gap[0]) / (0.70 * thigh), 0, 1))))
    if clip.exercise == "side_lying_hip_abduction":
        return np.asarray(table.hip_add_L.iloc[0] - table.hip_add_L)
    if clip.exercise == "donkey_kick":
        return np.asarray(180.0 - table.hip_flex_L)
    return np.asarray(table[f"geo_knee_{near}"])


def _signed_hip(table: pd.DataFrame, side: str) -> Array:
    """Shoulder-hip-knee angle seen square from the side, in metres instead of pixels."""
    xy = np.full((len(table), LANDMARK_COUNT, 2), np.nan)
    for part in ("shoulder", "hip", "knee"):
        x, z = table[f"{part}_{side}_x"], table[f"{part}_{side}_z"]
        for mark in (landmark_of(part, Side.LEFT), landmark_of(part, Side.RIGHT)):
            xy[:, mark] = np.stack([x, -z], axis=1)
    body = Body(xy_px=xy, working=Side.LEFT, near=Side.LEFT)
    return np.asarray(hip_angle_supine(body, Limb.WORKING))
