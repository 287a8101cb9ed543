"""What is drawn on a picture, as plain values. Whoever fills it decides; drawing never does."""

import math
from dataclasses import dataclass

from kinematics.landmarks import Landmark, Side

LandmarkTriple = tuple[Landmark, Landmark, Landmark]


@dataclass(frozen=True, kw_only=True)
class Overlay:
    """Everything that `annotators.annotate` can show besides the pose itself.

    rep_count      full repetitions so far; None = no counter
    partial_count  partial repetitions so far, shown small beside the counter
    phase          short word for where in the repetition the body is; empty = not shown
    progress       0 at rest, 1 at the target; NaN = cannot tell (an empty gauge); None = no gauge
    angle_deg      value written at the driving joint; NaN = no angle is drawn
    angle_at       landmarks (a, b, c): the arc lies at b, between the lines to a and to c
    flexion        True when `angle_deg` falls as the lines open (knee flexion: 0 = straight)
    target_deg     (from, to) in the same degrees as `angle_deg`: the band to reach
    hold_s         seconds held so far; the ring is shown when above 0
    hold_target_s  seconds that fill the ring; 0 = no aim, the ring turns once a second
    cue            one thing to say to the person
    issue          why the body cannot be judged now, a whole sentence
    highlight      landmarks to mark, those of the fault whose cue is shown
    near_side      the limbs nearer the camera, drawn strong; None = both alike
    marks_px       (x, y) of spots that are followed, such as stickers: ringed
    """

    rep_count: int | None = None
    partial_count: int = 0
    phase: str = ""
    progress: float | None = None
    angle_deg: float = math.nan
    angle_at: LandmarkTriple | None = None
    flexion: bool = False
    target_deg: tuple[float, float] | None = None
    hold_s: float = 0.0
    hold_target_s: float = 0.0
    cue: str | None = None
    issue: str | None = None
    highlight: tuple[Landmark, ...] = ()
    near_side: Side | None = None
    marks_px: tuple[tuple[float, float], ...] = ()
