"""Where a measure may be coloured, and where the bounds come from (measurement specification A.2).

No bound has prospective support: a colour points a clinician to a pattern, never to a cause. Most
are clinical convention (C) or our own default (D); those of grade D only say "note".
"""

from dataclasses import dataclass

import numpy as np

from kinematics.geometry import Array
from kinematics.quality import Grade


@dataclass(frozen=True, kw_only=True)
class Flag:
    """Bounds of one metric.

    amber, red  outside these (low, high) the value is amber or red; red inside amber's reach
    note        outside these it is only worth a mention
    evidence    "C" clinical convention, "D" our default
    words       what to say when it is flagged
    grade_a     coloured only in a recording of grade A
    """

    evidence: str
    words: str
    amber: tuple[float, float] = (-np.inf, np.inf)
    red: tuple[float, float] = (-np.inf, np.inf)
    note: tuple[float, float] = (-np.inf, np.inf)
    share_below: float | None = None
    grade_a: bool = False

    def word(self, value: float, values: Array, grade: Grade) -> str:
        """A word: red, amber, green or note; "" when this recording does not allow a colour."""
        if grade in (Grade.C, Grade.REJECT) or (self.grade_a and grade is not Grade.A):
            return ""
        if self.share_below is not None:
            return "note" if float(np.mean(values <= self.share_below)) >= 0.5 else ""
        if _outside(value, self.red):
            return "red"
        if _outside(value, self.amber):
            return "amber"
        if _outside(value, self.note):
            return "note"
        return "green" if np.isfinite(self.amber).any() or np.isfinite(self.red).any() else ""


def _outside(value: float, bounds: tuple[float, float]) -> bool:
    return not bounds[0] <= value <= bounds[1]


FLAGS: dict[str, Flag] = {
    "pelvic_drop_deg": Flag(
        evidence="C/D",
        words="The free side of the pelvis drops more than usual.",
        amber=(-np.inf, 6.0),
        red=(-np.inf, 8.0),
        grade_a=True,
    ),
    "thigh_adduction_deg": Flag(
        evidence="D", words="The thigh leans inwards more than usual.", note=(-np.inf, 8.0)
    ),
    "hip_adduction_2d_deg": Flag(
        evidence="C",
        words="The thigh comes close to the middle under the pelvis.",
        amber=(-np.inf, 12.0),
        red=(-np.inf, 15.0),
    ),
    "knee_window_ratio": Flag(
        evidence="D", words="Little or no space between the knees.", share_below=0.65
    ),
    "step_width_ratio": Flag(
        evidence="C",
        words="The feet cross the middle line in half of the steps or more; a style, not a fault.",
        share_below=0.0,
    ),
    "trunk_lateral_lean_deg": Flag(
        evidence="D", words="The trunk leans to the side more than usual.", note=(-8.0, 8.0)
    ),
    "trunk_forward_lean_deg": Flag(
        evidence="D", words="The trunk leans unusually for running.", note=(0.0, 15.0)
    ),
    "knee_flexion_stance_peak_deg": Flag(
        evidence="C", words="The knee bends unusually in stance.", amber=(35.0, 50.0)
    ),
    "shank_angle_contact_deg": Flag(
        evidence="C",
        words="The foot lands in front of the knee.",
        amber=(-np.inf, 8.0),
    ),
    "foot_ahead_of_hip_ratio": Flag(
        evidence="D", words="The foot lands far in front of the hip.", note=(-np.inf, 0.28)
    ),
    "vertical_oscillation_cm": Flag(
        evidence="D", words="The body rises a lot in each step.", note=(-np.inf, 12.0)
    ),
}
