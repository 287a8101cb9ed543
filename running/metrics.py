"""`METRICS`: what is measured of a runner, one row each, and `measure_all`.

Definitions, typical values, flags and sources: measurement specification A.2. `sdd` is the smallest
change between two recordings of one person that can be told from noise: the published smallest
detectable difference of trained raters × 1.5 until there is a test-retest study of this software
(D.9), or an engineering default [D].
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kinematics.landmarks import Side
from kinematics.quality import Grade
from running import frontal, sagittal, temporal
from running.activity import Activity
from running.camera import comes_or_goes
from running.flags import FLAGS, Flag
from running.measure import NO_INTERVAL, Measure, bootstrap_interval, nearest_times, unknown
from running.readings import Reading
from running.run import Run
from running.signals import GRID_HZ

STEPS_MIN = 4  # fewer: no value
STEPS_GOOD = 10  # fewer: grade C (D.4)
CONTACT_FPS_MIN = 40.0  # contact time is not reported at 30 pictures a second (A.3.2)
CONTACT_FPS_GOOD = 100.0
# Of parts of steady recordings against the whole, 1.96 √2 SD: 4.5 in 94 parts of 2 s, 2.8–3.4 in
# 3–8 s, 2.0 in 10 s (people do not keep their cadence to one step a minute for so short a time).
CADENCE_SDD = ((3.0, 4.5), (10.0, 3.4))  # below so many seconds: steps a minute

SIDE, FRONTAL, ANY = "side", "frontal", "any"
SIDED, WHOLE = True, False


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One thing that is measured; `measure` is its verb.

    name      what people read, in the words of the measurement specification
    view      "side" (near leg only), "frontal" (from behind or in front) or "any"
    sided     one value for each leg, or one for the runner
    instant   where in the step it is read
    sdd       smallest detectable difference, in `unit`
    best      the best grade this can have, however good the recording
    asymmetry smallest left–right difference worth showing; NaN = never shown
    """

    key: str
    name: str
    definition: str
    unit: str
    view: str
    sided: bool
    instant: str
    sdd: float
    source: str
    read: Callable[..., Reading]
    best: Grade = Grade.A
    asymmetry: float = float("nan")

    @property
    def flag(self) -> Flag | None:
        """The rule that colours it, where the specification allows one."""
        return FLAGS.get(self.key)

    def measure(self, run: Run, side: Side | None) -> Measure:
        """The measure of one side (None: of the runner); NaN and a reason when it is unknown."""
        name = side.value if side else "both"
        reason = obstacle(self, run, side)
        if reason:
            return unknown(self.key, name, self.unit, self.sdd, reason)
        values, time_s = self.values(run, side)
        if len(values) < STEPS_MIN and self.key != "cadence_spm":
            why = f"Only {len(values)} usable steps; {STEPS_MIN} are needed."
            return unknown(self.key, name, self.unit, self.sdd, why, len(values))
        return self._summary(run, name, values, time_s)

    def values(self, run: Run, side: Side | None) -> Reading:
        """(values, times) of the steps used, in order, where the value is known."""
        values, time_s = self.read(run, side, run.used(side))
        known = np.isfinite(values)
        return values[known], time_s[known]

    def _summary(self, run: Run, side: str, values: np.ndarray, time_s: np.ndarray) -> Measure:
        if self.key == "cadence_spm":  # needs no events, so it is known before its steps are
            middle = run.recording.period.cadence_spm
        else:
            middle = float(np.median(values))
        low, high = np.percentile(values, (25, 75)) if len(values) else NO_INTERVAL
        few = len(values) < STEPS_GOOD
        grade = _worst(run.grade.grade, self.best, Grade.C if few else Grade.A)
        return Measure(
            key=self.key,
            side=side,
            value=middle,
            unit=self.unit,
            n=len(values),
            iqr=(float(low), float(high)),
            ci95=bootstrap_interval(values),
            sdd=sdd_for(self, run),
            grade=grade.value,
            flag=self.flag.word(middle, values, grade) if self.flag else "",
            reason=f"Few steps ({len(values)}): approximate." if few else "",
            evidence_s=nearest_times(values, time_s),
        )


def _worst(*grades: Grade) -> Grade:
    order = list(Grade)
    return max(grades, key=order.index)


def sdd_for(metric: Metric, run: Run) -> float:
    """Smallest detectable difference; of times by frame rate (D.5), of cadence by length."""
    if metric.key in ("step_time_s", "contact_time_s", "flight_time_s"):
        return 0.015 if run.signals.frame_rate_hz >= CONTACT_FPS_GOOD else 0.025
    if metric.key == "cadence_spm":
        seconds = len(run.signals) / GRID_HZ
        return next((sdd for below_s, sdd in CADENCE_SDD if seconds < below_s), metric.sdd)
    return metric.sdd


def obstacle(metric: Metric, run: Run, side: Side | None) -> str:
    """Why this cannot be told from this recording, or ""."""
    recording = run.recording
    if run.grade.grade is Grade.REJECT or recording.activity is not Activity.RUNNING:
        return run.grade.reasons[0] if run.grade.reasons else "No running is seen."
    if metric.view == SIDE and not recording.view.is_side:
        return "Needs a video straight from the side."
    if metric.view == FRONTAL and not recording.view.is_frontal:
        return "Needs a video straight from behind or in front."
    if metric.view == SIDE and side not in (None, recording.near):
        return "The far leg is hidden; film this side too."
    if metric.key in TIMES and recording.question is not None:
        return recording.question
    if metric.key in CONTACTS and run.signals.frame_rate_hz < CONTACT_FPS_MIN:
        return "Needs 60 pictures a second or more; better 120."
    if metric.key in PELVIC and run.pelvis is None:
        return "The pelvis cannot be told from this recording: use stickers."
    if metric.key in WIDTHS and comes_or_goes(run.signals):
        return "The runner comes or goes in the picture; widths need a treadmill."
    if metric.key == "vertical_oscillation_cm" and run.setup.height_cm is None:
        return "Needs the height of the runner."
    return ""


CONTACTS = ("contact_time_s", "flight_time_s", "duty_factor")
TIMES = ("cadence_spm", "step_time_s", *CONTACTS)
WIDTHS = ("knee_window_ratio", "step_width_ratio", "pelvis_lateral_shift_ratio")
PELVIC = ("pelvic_drop_deg", "hip_adduction_2d_deg")


def _row(
    read: Callable[..., Reading],
    name: str,
    unit: str,
    view: str,
    sided: bool,
    instant: str,
    sdd: float,
    source: str,
    best: Grade = Grade.A,
    asymmetry: float = float("nan"),
    key: str = "",
) -> Metric:
    return Metric(
        key=key or read.__name__,
        name=name,
        definition=" ".join((read.__doc__ or "").split()),
        unit=unit,
        view=view,
        sided=sided,
        instant=instant,
        sdd=sdd,
        source=source,
        read=read,
        best=best,
        asymmetry=asymmetry,
    )


_ROWS = (
    _row(temporal.step_rate_spm, "Cadence",
         "spm", ANY, WHOLE, "whole recording", 2.0,
         "T1; stride period by autocorrelation; sdd [D]", key="cadence_spm"),
    _row(temporal.step_time_s, "Step time",
         "s", ANY, SIDED, "contact to contact", 0.015, "T2; sdd D.5 [D]"),
    _row(temporal.contact_time_s, "Contact time",
         "s", SIDE, SIDED, "contact to toe-off", 0.015, "T3; sdd D.5 [D]"),
    _row(temporal.flight_time_s, "Flight time",
         "s", SIDE, SIDED, "toe-off to contact", 0.015, "T4; sdd D.5 [D]"),
    _row(temporal.duty_factor, "Duty factor",
         "ratio", SIDE, SIDED, "one stride", 0.02, "T5; sdd [T]"),
    _row(frontal.pelvic_drop_deg, "Pelvic drop",
         "deg", FRONTAL, SIDED, "stance peak", 4.2,
         "F1; Dingenen 2018 x 1.5; from stickers only", asymmetry=4.0),
    _row(frontal.thigh_adduction_deg, "Thigh adduction",
         "deg", FRONTAL, SIDED, "midstance ± 80 ms", 3.5,
         "F2; Dingenen 2018 x 1.5", asymmetry=4.0),
    _row(frontal.hip_adduction_2d_deg, "Hip adduction (2-D projection)",
         "deg", FRONTAL, SIDED, "stance peak", 5.7,
         "F3; Dingenen 2018 x 1.5; from stickers only", Grade.B, asymmetry=5.4),
    _row(frontal.knee_window_ratio, "Knee window",
         "ratio", FRONTAL, SIDED, "midstance", 0.15, "F4; sdd [T]",
         Grade.B),
    _row(frontal.step_width_ratio, "Step width",
         "ratio", FRONTAL, WHOLE, "midstances", 0.05,
         "F6; Brindle 2014, Meardon 2012; sdd [T] ± 3 cm", Grade.B),
    _row(frontal.trunk_lateral_lean_deg, "Lateral trunk lean",
         "deg", FRONTAL, SIDED, "midstance ± 80 ms", 3.5,
         "F7; Dingenen 2018 x 1.5", asymmetry=4.0),
    _row(frontal.pelvis_lateral_shift_ratio, "Lateral pelvis shift",
         "ratio", FRONTAL, WHOLE, "one stride", 0.02,
         "F8; sdd [D]", Grade.B),
    _row(sagittal.trunk_forward_lean_deg, "Forward trunk lean",
         "deg", SIDE, WHOLE, "mean of stance", 3.5,
         "S1; Teng & Powers 2015; sdd [D]"),
    _row(sagittal.thigh_extension_peak_deg, "Peak thigh extension",
         "deg", SIDE, SIDED, "around toe-off", 5.0,
         "S2; Van Hooren 2023; sdd [D]"),
    _row(sagittal.thigh_flexion_peak_deg, "Peak thigh flexion",
         "deg", SIDE, SIDED, "swing", 5.0,
         "S3; Van Hooren 2023; sdd [D]"),
    _row(sagittal.knee_flexion_contact_deg, "Knee flexion at contact",
         "deg", SIDE, SIDED, "initial contact", 7.0,
         "S5; Damsted 2015 between days"),
    _row(sagittal.knee_flexion_stance_peak_deg, "Peak knee flexion in stance",
         "deg", SIDE, SIDED, "stance peak", 5.7,
         "S6; Dingenen 2018 x 1.5"),
    _row(sagittal.knee_flexion_swing_peak_deg, "Peak knee flexion in swing",
         "deg", SIDE, SIDED, "swing peak", 8.0,
         "S11; sdd [D]"),
    _row(sagittal.shank_angle_contact_deg, "Shank angle at contact",
         "deg", SIDE, SIDED, "initial contact", 7.2,
         "S7; rater SDD 4.8 x 1.5"),
    _row(sagittal.foot_ahead_of_hip_ratio, "Foot ahead of hip at contact",
         "ratio", SIDE, SIDED, "initial contact", 0.045,
         "S8; sdd [D]"),
    _row(sagittal.foot_strike_angle_deg, "Foot strike angle",
         "deg", SIDE, SIDED, "initial contact", 8.0,
         "S9; Altman & Davis 2012; sdd [D]", Grade.B),
    _row(sagittal.vertical_oscillation_cm, "Vertical oscillation",
         "cm", SIDE, WHOLE, "one step", 1.5, "S10; sdd [D]",
         Grade.B),
    _row(sagittal.ankle_dorsiflexion_peak_deg, "Peak ankle dorsiflexion",
         "deg", SIDE, SIDED, "stance peak", 7.2,
         "S12; rater SDD 4.8 x 1.5", Grade.B),
)  # fmt: skip

METRICS: dict[str, Metric] = {metric.key: metric for metric in _ROWS}


def metric_name(key: str) -> str:
    """What people read for a measure; the key itself where another version measured it."""
    return METRICS[key].name if key in METRICS else key


def measure_all(run: Run) -> tuple[Measure, ...]:
    """Every metric of every side, known or not, in the order of the table."""
    found: list[Measure] = []
    for metric in _ROWS:
        sides: tuple[Side | None, ...] = tuple(Side) if metric.sided else (None,)
        found += [metric.measure(run, side) for side in sides]
    return tuple(found)


def step_values(run: Run) -> pd.DataFrame:
    """Every value of every step behind the measures: key, side, time_s, value."""
    rows = []
    for metric in _ROWS:
        for side in tuple(Side) if metric.sided else (None,):
            if obstacle(metric, run, side):
                continue
            values, time_s = metric.values(run, side)
            name = side.value if side else "both"
            rows += [(metric.key, name, t, v) for t, v in zip(time_s, values, strict=True)]
    return pd.DataFrame(rows, columns=["key", "side", "time_s", "value"])
