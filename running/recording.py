"""What kind of recording is this: view, activity, speed of time, camera; and how good is it."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.ndimage import uniform_filter1d

from kinematics.body import Body, Limb
from kinematics.geometry import Array, flexion_deg, length_px
from kinematics.landmarks import Landmark, Side
from kinematics.measures import hip_turn, shoulder_turn
from kinematics.pose import PoseSequence
from kinematics.quality import TORSO_GOOD, TORSO_MIN, View, classify_view
from running.camera import YawFinder
from running.events import FrontalViewDetector, bridged
from running.signals import GRID_HZ, GaitSignals, StridePeriod, median, stride_period


class RunView(StrEnum):
    """Where the camera stands. `left`: it sees the runner's left side."""

    REAR = "rear"
    FRONT = "front"
    LEFT = "left"
    RIGHT = "right"
    OBLIQUE = "oblique"
    UNKNOWN = "unknown"

    @property
    def is_side(self) -> bool:
        """True for a view of the left or right side."""
        return self in (RunView.LEFT, RunView.RIGHT)

    @property
    def is_frontal(self) -> bool:
        """True for a view from behind or from the front."""
        return self in (RunView.REAR, RunView.FRONT)


class Activity(StrEnum):
    """What the person does."""

    RUNNING = "running"
    WALKING = "walking"
    STANDING = "standing"
    UNCLEAR = "unclear"
    NOBODY = "nobody"


CADENCE_PLAUSIBLE_SPM = (120.0, 220.0)  # measurement specification A.3.3 step 1


@dataclass(frozen=True, kw_only=True)
class Setup:
    """What only the user knows about a recording; everything may be left out.

    view             corrects the view found from the landmarks
    playback_factor  how many times slower than life the clip plays (240 stored as 30: 8)
    roll_deg         camera roll, clockwise positive as the picture shows it: a plumb line leans to
                     the left at the top. From a standing clip (`standing_roll_deg`), the edge of
                     the treadmill deck or a gravity sensor; None = unknown
    focal_px         focal length in pixels; None = 0.75 of the picture width (±20 % of the yaw)
    speed_kmh, height_cm  of the treadmill and the runner
    """

    view: RunView | None = None
    playback_factor: float = 1.0
    roll_deg: float | None = None
    focal_px: float | None = None
    speed_kmh: float | None = None
    height_cm: float | None = None


@dataclass(frozen=True, kw_only=True)
class ViewFinder:
    """The view from shoulder and hip width over torso length and the way the feet travel.

    yaw_max_deg  from behind or in front, a camera further off the line of running than this sees
                 neither plane; widths alone cannot tell 25 degrees from 0
    """

    yaw_max_deg: float = 10.0

    def find(self, signals: GaitSignals, yaw_deg: float) -> RunView:
        """The view; `oblique` when no plane of movement faces the camera."""
        body = Body(xy_px=signals.xy_px, working=Side.LEFT, near=Side.LEFT)
        shoulders, hips = (_mean(f(body, Limb.WORKING)) for f in (shoulder_turn, hip_turn))
        view = classify_view(shoulders, hips)
        if view is View.SIDE:
            return RunView.RIGHT if facing(signals) > 0 else RunView.LEFT
        if view in (View.REAR, View.FRONT) and not abs(yaw_deg) > self.yaw_max_deg:
            return RunView(view.value)
        return RunView.UNKNOWN if view is View.UNKNOWN else RunView.OBLIQUE


def _mean(values: Array) -> float:
    finite = values[np.isfinite(values)]
    return float(finite.mean()) if len(finite) else np.nan


def _feet_ahead_px(signals: GaitSignals) -> Array:
    """How far both toes are to the right of both heels in the picture, on average."""
    ahead = signals.mid("foot_index") - signals.mid("heel")
    return np.asarray(ahead[:, 0])


def facing(signals: GaitSignals) -> float:
    """+1 when the runner faces image right, −1 left: toes against heels."""
    return -1.0 if median(_feet_ahead_px(signals)) < 0 else 1.0


@dataclass(frozen=True, kw_only=True)
class ActivityFinder:
    """Running, walking or neither (A.3.4, widened).

    Four witnesses: rise of the hips at step rate over leg length (running 0.07–0.12, walking
    0.015–0.03 in the clips at hand; counts double), swing knee flexion (side view; 82–132 against
    47–55 degrees), when in the step the hips are high (side view), and cadence. The sign rule
    for the hips alone fails on runners whose hips are lowest early in stance.
    """

    strength_min: float = 0.3
    stepping_leg: float = 0.15
    still_leg: float = 0.02
    rise_leg: float = 0.05
    knee_deg: float = 70.0
    cadence_spm: float = 132.0

    def find(self, signals: GaitSignals, period: StridePeriod, *, side_view: bool) -> Activity:
        """The activity of the person through most of the recording."""
        leg = _leg_px(signals)
        if not leg > 0 or not np.isfinite(signals.torso_px):
            return Activity.NOBODY
        ankles = signals.point("ankle", Side.LEFT) - signals.point("ankle", Side.RIGHT)
        if max(_spread(ankles[:, 0]), _spread(ankles[:, 1])) < self.stepping_leg * leg:
            still = _spread(signals.mid("hip")[:, 1]) < 2.0 * self.still_leg * leg
            return Activity.STANDING if still else Activity.UNCLEAR
        seen_s = np.isfinite(signals.mid("hip")[:, 0]).sum() / GRID_HZ
        steady = period.strength >= self.strength_min and seen_s >= 2.0 * period.period_s
        if not steady:
            return Activity.UNCLEAR
        votes = self._votes(signals, period, leg, side_view)
        if votes == 0:
            return Activity.UNCLEAR
        return Activity.RUNNING if votes > 0 else Activity.WALKING

    def _votes(
        self, signals: GaitSignals, period: StridePeriod, leg: float, side_view: bool
    ) -> int:
        height = -signals.mid("shoulder")[:, 1]
        if not np.isfinite(height).any():
            height = -signals.mid("hip")[:, 1]
        rise = 2.0 * _local_amplitude(height, torso_length_px(signals), period.period_s)
        votes = 2 if rise > self.rise_leg * leg else -2
        votes += 1 if period.cadence_spm > self.cadence_spm else -1
        if side_view:
            bend = max(_swing_knee_deg(signals, side) for side in Side)
            votes += 1 if bend > self.knee_deg else -1
            apart = signals.point("ankle", Side.LEFT) - signals.point("ankle", Side.RIGHT)
            wave = _step_wave(height, period.period_s)
            lead = np.angle(wave / (_step_wave(np.abs(apart[:, 0]), period.period_s) or 1.0))
            votes += 1 if lead > np.radians(-10.0) else -1
        return votes


def _leg_px(signals: GaitSignals) -> float:
    """Leg length at the runner's median size in the picture; the longer leg."""
    torso = torso_length_px(signals)
    found = [0.0]
    for side in Side:
        thigh = length_px(signals.point("knee", side) - signals.point("hip", side))
        shank = length_px(signals.point("ankle", side) - signals.point("knee", side))
        per_torso = ((thigh + shank) / torso)[np.isfinite((thigh + shank) / torso)]
        if len(per_torso):
            found.append(float(np.percentile(per_torso, 90)) * signals.torso_px)
    return max(found)


def _spread(values: Array) -> float:
    finite = values[np.isfinite(values)]
    return float(np.percentile(finite, 95) - np.percentile(finite, 5)) if len(finite) else 0.0


def _swing_knee_deg(signals: GaitSignals, side: Side) -> float:
    bend = flexion_deg(*(signals.point(p, side) for p in ("hip", "knee", "ankle")))
    finite = bend[np.isfinite(bend)]
    return float(np.percentile(finite, 97)) if len(finite) else 0.0


def _step_wave(values: Array, period_s: float) -> complex:
    """Complex amplitude of a signal at step rate (twice a stride)."""
    filled = bridged(values)
    width = round(period_s * GRID_HZ)
    filled = filled - uniform_filter1d(filled, width, mode="nearest")
    whole = len(filled) // width * width or len(filled)
    turns = np.exp(-4j * np.pi * np.arange(whole) / (period_s * GRID_HZ))
    return complex(2.0 * (filled[:whole] * turns).mean())


def _local_amplitude(height_px: Array, torso_px: Array, period_s: float) -> float:
    """Median amplitude at step rate in stretches of two strides, as if the runner kept their size.

    Stretch by stretch, because the step rate wanders and a runner who comes or goes changes size.
    """
    size = bridged(torso_px)
    size = uniform_filter1d(size, round(period_s * GRID_HZ), mode="nearest") / median(torso_px)
    stretch = round(2 * period_s * GRID_HZ)
    filled = bridged(height_px)
    starts = range(0, max(len(filled) - stretch, 1), stretch // 2)
    found = [
        abs(_step_wave(filled[i : i + stretch], period_s)) / size[i : i + stretch].mean()
        for i in starts
    ]
    return float(np.median(found))


def slow_motion_question(cadence_spm: float, activity: Activity) -> str | None:
    """A question to the user when the cadence cannot be that of a runner in real time."""
    low, high = CADENCE_PLAUSIBLE_SPM
    if activity is not Activity.RUNNING or low <= cadence_spm <= high:
        return None
    said = f"The steps come at {cadence_spm:.0f} a minute, which is not plausible for running."
    if cadence_spm > high:
        return f"{said} Is the clip played faster than life?"
    factor = min((2, 4, 8, 10, 16), key=lambda f: abs(cadence_spm * f - 170.0))
    return f"{said} Is the clip in slow motion (about {factor} times slower)?"


def standing_roll_deg(sequence: PoseSequence) -> float:
    """Camera roll from quiet standing seen from behind or in front: the line through the ankles.

    Both feet on one floor line square to the camera (D.7 item 3). Clockwise positive; NaN when the
    ankles are not seen apart.
    """
    ankles = sequence.xy_px[:, [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]]
    seen = np.isfinite(ankles).all(axis=(1, 2))
    if not seen.any():
        return float(np.nan)
    left, right = np.asarray(np.median(ankles[seen], axis=0))
    across = np.asarray(right - left) * (1.0 if right[0] >= left[0] else -1.0)
    if not across[0] > 10.0:
        return float(np.nan)
    return float(np.degrees(np.arctan2(across[1], across[0])))


def levelled(sequence: PoseSequence, roll_deg: float) -> PoseSequence:
    """The recording turned about the middle of the picture so that the camera is level."""
    angle = -np.radians(roll_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    centre = np.asarray(sequence.image_size_wh) / 2.0
    return PoseSequence(
        time_s=sequence.time_s,
        xy_px=(sequence.xy_px - centre) @ turn.T + centre,
        visibility=sequence.visibility,
        world_m=sequence.world_m,
        image_size_wh=sequence.image_size_wh,
        source=sequence.source,
    )


def timing_jitter(time_s: Array) -> float:
    """Coefficient of variation of the time between pictures, ignoring lost pictures."""
    step = np.diff(time_s)
    typical = float(np.median(step))
    single = step[step < 1.5 * typical]
    return float(single.std() / single.mean())


def lost_share(time_s: Array) -> float:
    """Share of pictures that the camera dropped."""
    step = np.diff(time_s)
    expected = np.round(step / np.median(step)).sum()
    return float(1.0 - len(step) / max(expected, len(step)))


def torso_share(signals: GaitSignals) -> float:
    """Torso length over the long side of the picture."""
    return signals.torso_px / max(signals.image_size_wh)


def hip_spacing_px(signals: GaitSignals) -> float:
    """Median distance of the two hip landmarks along image x."""
    return median(np.abs(signals.point("hip", Side.LEFT) - signals.point("hip", Side.RIGHT))[:, 0])


def feet_in_picture(signals: GaitSignals) -> float:
    """Share of the time that both feet are inside the picture."""
    feet = np.concatenate(
        [signals.point(p, s) for p in ("heel", "foot_index") for s in Side], axis=1
    )
    size = np.tile(np.asarray(signals.image_size_wh, dtype=float), 4)
    seen = np.isfinite(feet).all(axis=1)
    inside = ((feet >= 0) & (feet <= size)).all(axis=1)
    return float(inside[seen].mean()) if seen.any() else 0.0


@dataclass(frozen=True, kw_only=True)
class Recording:
    """The facts about a recording that everything after builds on.

    facing   +1 the runner faces image right, −1 left
    near     the side nearer the camera in a side view, else None
    yaw_deg  camera yaw from behind or in front, from the paths of the feet; NaN = cannot tell
    question  to the user, when the speed of time is in doubt
    """

    view: RunView
    view_found: RunView
    activity: Activity
    facing: float
    near: Side | None
    period: StridePeriod
    yaw_deg: float
    question: str | None


def describe(signals: GaitSignals, setup: Setup) -> Recording:
    """View, activity, stride time and camera yaw of a recording."""
    period = stride_period(signals)
    yaw = np.nan
    if np.isfinite(period.period_s):
        steps = FrontalViewDetector().detect(signals, period_s=period.period_s)
        yaw = YawFinder().find(signals, steps, focal_px=setup.focal_px)
    found = ViewFinder().find(signals, yaw)
    view = setup.view or found
    activity = ActivityFinder().find(signals, period, side_view=view.is_side)
    near = {RunView.LEFT: Side.LEFT, RunView.RIGHT: Side.RIGHT}.get(view)
    return Recording(
        view=view,
        view_found=found,
        activity=activity,
        facing=facing(signals),
        near=near,
        period=period,
        yaw_deg=np.nan if view.is_side else yaw,
        question=slow_motion_question(period.cadence_spm, activity),
    )


def soft_fails(
    signals: GaitSignals, recording: Recording, setup: Setup, time_s: Array
) -> tuple[str, ...]:
    """What keeps a recording from being a good one, as sentences for the user (D.7 item 7)."""
    checks = (
        (signals.frame_rate_hz < 55.0, f"Only {signals.frame_rate_hz:.0f} pictures a second; film "
         "with 60 or more, better 120."),
        (TORSO_MIN <= torso_share(signals) < TORSO_GOOD, "The runner is small in the picture."),
        (timing_jitter(time_s) > 0.05, "The time between pictures varies."),
        (lost_share(time_s) > 0.05, f"{lost_share(time_s):.0%} of the pictures were lost."),
        (float(signals.swapped.mean()) > 0.05, f"Left and right leg were exchanged in "
         f"{float(signals.swapped.mean()):.0%} of the pictures and put back."),
        (float(signals.doubtful.mean()) > 0.02, "Left and right leg cannot always be told apart."),
        (recording.view.is_frontal and setup.roll_deg is None, "It is not known whether the camera "
         "was level; 3 s of quiet standing would tell."),
        (recording.view is RunView.OBLIQUE, "The camera stands at an angle to the runner; turn it "
         "to look straight from behind or straight from the side."),
        (recording.question is not None, recording.question or ""),
    )  # fmt: skip
    return tuple(text for failed, text in checks if failed)


def hard_fails(signals: GaitSignals, recording: Recording) -> tuple[str, ...]:
    """What makes a recording useless, as sentences for the user."""
    if recording.activity is Activity.NOBODY:
        return ("Nobody is seen well enough to be measured.",)
    reasons = {
        Activity.WALKING: "The person walks; running measures need running.",
        Activity.STANDING: "The person stands still; running measures need running.",
        Activity.UNCLEAR: "No steady running is seen in this recording.",
    }
    found = [reasons[recording.activity]] if recording.activity in reasons else []
    if torso_share(signals) < TORSO_MIN:
        found.append("The runner is too small in the picture.")
    if feet_in_picture(signals) < 0.5:
        found.append("The feet are out of the picture most of the time.")
    return tuple(found)


def torso_length_px(signals: GaitSignals) -> Array:
    """(N,) length mid-shoulder to mid-hip."""
    return length_px(signals.mid("shoulder") - signals.mid("hip"))
