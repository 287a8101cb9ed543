"""What kind of recording is this: view, activity, speed of time, camera; and how good is it."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from kinematics.body import Body, Limb
from kinematics.geometry import Array
from kinematics.landmarks import Landmark, Side
from kinematics.measures import hip_turn, shoulder_turn
from kinematics.pose import PoseSequence
from kinematics.quality import TORSO_GOOD, TORSO_MIN, View, classify_view
from running.activity import Activity, ActivityFinder
from running.camera import YawFinder, comes_or_goes
from running.events import FrontalViewDetector, belt_speed_px_s
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


# Standing height is torso (mid-shoulder to mid-hip) + thigh + shank over this share: 0.288 + 0.491
# of Drillis & Contini (1966), "Body Segment Parameters".
TORSO_AND_LEG = 0.779
SECONDS_MIN = 1.0
SPEED_FITS = 0.15  # A.3.3 step 6: a typed speed further off than this does not fit the feet
HAND_STILL_TORSO, HAND_STRIDES_MIN = 0.10, 3  # engineering defaults
CADENCE_PLAUSIBLE_SPM = (120.0, 220.0)  # measurement specification A.3.3 step 1


@dataclass(frozen=True, kw_only=True)
class Setup:
    """What only the user knows about a recording; everything may be left out.

    view             corrects the view found from the landmarks
    activity         corrects the activity found from them, where steps can be told at all
    playback_factor  how many times slower than life the clip plays (240 stored as 30: 8)
    roll_deg         camera roll, clockwise positive as the picture shows it: a plumb line leans to
                     the left at the top. From a standing clip (`standing_roll_deg`), the edge of
                     the treadmill deck or a gravity sensor; None = unknown
    focal_px         focal length in pixels; None = 0.75 of the picture width (±20 % of the yaw)
    speed_kmh, height_cm  of the treadmill and the runner
    """

    view: RunView | None = None
    activity: Activity | None = None
    playback_factor: float = 1.0
    roll_deg: float | None = None
    focal_px: float | None = None
    speed_kmh: float | None = None
    height_cm: float | None = None

    def __post_init__(self) -> None:
        for name, low, high in (
            ("playback_factor", 0.01, 1000.0),
            ("roll_deg", -45.0, 45.0),
            ("focal_px", 1.0, 1e6),
            ("speed_kmh", 0.0, 60.0),
            ("height_cm", 50.0, 260.0),
        ):
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise ValueError(f"{name}: expected {low:g}…{high:g}, got {value}")


@dataclass(frozen=True, kw_only=True)
class ViewFinder:
    """The view from shoulder and hip width over torso length and the way the feet travel.

    yaw_max_deg  from behind or in front, a camera further off the line of running than this sees
                 neither plane; widths alone cannot tell 25 degrees from 0
    yaw_doubt_deg, toes_aside  or than this when the toes also point aside by this share of the
                 torso (toes turned out do so alone)
    """

    yaw_max_deg: float = 10.0
    yaw_doubt_deg: float = 6.0
    toes_aside: float = 0.06

    def find(self, signals: GaitSignals, yaw_deg: float) -> RunView:
        """The view; `oblique` when no plane of movement faces the camera."""
        body = Body(xy_px=signals.xy_px, working=Side.LEFT, near=Side.LEFT)
        shoulders, hips = (_mean(f(body, Limb.WORKING)) for f in (shoulder_turn, hip_turn))
        view = classify_view(shoulders, hips)
        if view is View.SIDE:
            return RunView.RIGHT if facing(signals) > 0 else RunView.LEFT
        aside = abs(median(_feet_ahead_px(signals))) > self.toes_aside * signals.torso_px
        turned = abs(yaw_deg) > (self.yaw_doubt_deg if aside else self.yaw_max_deg)
        if view in (View.REAR, View.FRONT) and not turned:
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
    seen = np.asarray(np.isfinite(ankles).all(axis=(1, 2)))
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
    points = [signals.point(p, s) for p in ("heel", "foot_index") for s in Side]
    feet = np.concatenate(points, axis=1)
    size = np.tile(np.asarray(signals.image_size_wh, dtype=float), 4)
    seen = np.asarray(np.isfinite(feet).all(axis=1))
    inside = np.asarray(((feet >= 0) & (feet <= size)).all(axis=1))
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
        yaw = YawFinder().find(signals, steps, period_s=period.period_s, focal_px=setup.focal_px)
    found = ViewFinder().find(signals, yaw)
    view = setup.view or found
    activity = ActivityFinder().find(signals, period, side_view=view.is_side)
    if activity is not Activity.NOBODY and np.isfinite(period.period_s):
        activity = setup.activity or activity
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


def cm_per_px(signals: GaitSignals, setup: Setup) -> float:
    """Centimetres a pixel at the runner, from the height typed in; NaN without it."""
    if setup.height_cm is None:
        return float("nan")
    leg = sum(signals.leg_px(side) for side in Side) / 2
    return setup.height_cm * TORSO_AND_LEG / (signals.torso_px + leg)


def _speed_misfit(signals: GaitSignals, recording: Recording, setup: Setup) -> str:
    """A sentence when the speed typed in does not fit the speed of the feet on the belt, or ""."""
    near, period_s = recording.near, recording.period.period_s
    if setup.speed_kmh is None or near is None or not np.isfinite(period_s):
        return ""
    belt = belt_speed_px_s(signals, near, period_s=period_s, facing=recording.facing)
    found = belt * cm_per_px(signals, setup) * 0.036
    if not abs(found / setup.speed_kmh - 1.0) > SPEED_FITS:
        return ""
    return (
        f"The feet move at {found:.1f} km/h, not at the {setup.speed_kmh:g} typed in: "
        "speed, height or frame rate may be wrong."
    )


def hand_still(signals: GaitSignals, recording: Recording) -> bool:
    """True when the near hand stays where it is in the picture through most strides: on a rail.

    Its 5–95 % way in a stride is under `HAND_STILL_TORSO`; running hands made 0.31–0.84 torso
    lengths (4 clips), and one held against the body still rises and falls with it.
    """
    period_s = recording.period.period_s
    if recording.near is None or not np.isfinite(period_s):
        return False
    hand, stride = signals.point("wrist", recording.near), round(period_s * GRID_HZ)
    strides = [hand[i : i + stride] for i in range(0, len(hand) - stride + 1, stride)]
    ways = [_way_px(part) for part in strides if np.isfinite(part).all()]
    return len(ways) >= HAND_STRIDES_MIN and float(np.median(ways)) < (
        HAND_STILL_TORSO * signals.torso_px
    )


def _way_px(path: Array) -> float:
    """Diagonal of the box that holds a path (n, 2) between its 5th and 95th percentiles."""
    low, high = np.percentile(path, (5, 95), axis=0)
    return float(np.hypot(*(high - low)))


def soft_fails(
    signals: GaitSignals, recording: Recording, setup: Setup, time_s: Array
) -> tuple[str, ...]:
    """What keeps a recording from being a good one, as sentences for the user (D.7 item 7)."""
    misfit = _speed_misfit(signals, recording, setup)
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
        (recording.view.is_frontal and comes_or_goes(signals), "The runner comes or goes in the "
         "picture; film on a treadmill."),
        (recording.view is RunView.OBLIQUE, "The camera stands at an angle to the runner; turn it "
         "to look straight from behind or straight from the side."),
        (recording.question is not None, recording.question or ""),
        (bool(misfit), misfit),
        (hand_still(signals, recording), "A hand stays in one place: holding the rail changes the "
         "run. Film without holding on."),
    )  # fmt: skip
    return tuple(text for failed, text in checks if failed)


def hard_fails(signals: GaitSignals, recording: Recording) -> tuple[str, ...]:
    """What makes a recording useless, as sentences for the user."""
    seconds = len(signals) / GRID_HZ
    if seconds < SECONDS_MIN:
        return (f"The recording is too short: {seconds:.1f} s.",)
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
