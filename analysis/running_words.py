"""A running result in words: what page, report and command line say alike."""

import math
from dataclasses import dataclass

from analysis.running_result import AnalysedClip, Finding, Moment, RunningResult
from kinematics.quality import Grade
from running.activity import Activity
from running.asymmetry import NO_DIFFERENCE
from running.flags import FLAGS
from running.measure import DECIMALS, UNIT_SIGNS, Measure, number_text
from running.metrics import METRICS

GRADE_TITLES = {
    Grade.A: ("Clear recording", "Every check was passed."),
    Grade.B: ("Good recording with one limit", "The numbers hold with this limit in mind."),
    Grade.C: (
        "Usable with care",
        "Read the numbers as approximate, for orientation only. Nothing is coloured.",
    ),
    Grade.REJECT: ("Cannot tell from this recording", "Better no answer than a wrong one."),
}
VIEW_WORDS = {
    "rear": "from behind",
    "front": "from the front",
    "left": "from the left",
    "right": "from the right",
    "oblique": "at an angle",
    "unknown": "view not clear",
}
PLANES = {
    "any": "Rhythm",
    "side": "From the side",
    "frontal": "From behind or in front",
}
IN_CLASSES = "step_width_ratio"
TABLE_NOTE = (
    "±: 95 % interval of the median over these steps (fewer than 8: their range); what camera and "
    "pose model get wrong comes on top. Least change: the smallest difference between two "
    "recordings that can be told from noise."
)
SOURCE_NOTE = (
    "Sources: F1, S5, D.5 are entries of the measurement specification; [T] tested by us on few "
    "recordings; [D] a default of ours that nobody has validated; × 1.5: a published figure of "
    "trained raters, half as much again. sdd: the least change. MS*: when the hips are lowest."
)
STEP_WIDTHS = (
    (0.0, "feet cross the middle line"),
    (0.02, "narrow"),
    (math.inf, "feet apart"),
)


@dataclass(frozen=True, kw_only=True)
class MeasureRow:
    """One line of the table of measures, ready to be shown.

    value     number with its unit, or "cannot tell"
    margin    ± of the value within this recording, or ""
    sdd       smallest change between two recordings that can be told, or ""
    remark    why it is unknown or less sure, or what its flag says
    moment_s  the frame that shows it best, NaN = none · clip  number of the video
    """

    key: str
    name: str
    side: str
    plane: str
    value: str
    margin: str
    n: int
    sdd: str
    grade: str
    flag: str
    remark: str
    definition: str
    source: str
    known: bool
    moment_s: float
    clip: int


def measure_rows(result: RunningResult) -> list[MeasureRow]:
    """Every measure of the merged result, known ones first within their plane."""
    rows = [_row(finding) for finding in result.findings]
    order = list(PLANES.values())
    return sorted(rows, key=lambda row: (order.index(row.plane), not row.known))


def _row(finding: Finding) -> MeasureRow:
    measure, metric = finding.measure, METRICS[finding.measure.key]
    in_words = measure.key == IN_CLASSES
    return MeasureRow(
        key=measure.key,
        name=metric.name,
        side=measure.side,
        plane=PLANES[metric.view],
        value=value_text(measure),
        margin=margin_text(measure),
        n=measure.n,
        sdd=_rounded_up(measure.sdd, measure.unit) if measure.known and not in_words else "",
        grade="–" if measure.grade == Grade.REJECT.value else measure.grade,
        flag=measure.flag,
        remark=_remark(measure),
        definition=metric.definition,
        source=metric.source,
        known=measure.known,
        moment_s=measure.evidence_s[0] if measure.evidence_s else math.nan,
        clip=finding.clip,
    )


def _remark(measure: Measure) -> str:
    flagged = FLAGS[measure.key].words if measure.flag in ("amber", "red", "note") else ""
    return " ".join(text for text in (flagged, measure.reason) if text)


def value_text(measure: Measure) -> str:
    """The value as it may be told: step width in three classes, unknown as "cannot tell"."""
    if not measure.known:
        return "cannot tell"
    if measure.key == IN_CLASSES:
        return next(word for limit, word in STEP_WIDTHS if measure.value <= limit)
    return number_text(measure.value, measure.unit)


def margin_text(measure: Measure) -> str:
    """± within this recording, rounded up: never 0."""
    if not measure.known or measure.key == IN_CLASSES or not math.isfinite(measure.margin):
        return ""
    return f"± {_rounded_up(measure.margin, measure.unit)}"


def _rounded_up(value: float, unit: str) -> str:
    """A number that must not look smaller than it is, with its unit."""
    step = 10.0 ** -DECIMALS[unit]
    steps = math.ceil(value / step - 1e-6) if math.isfinite(value) else math.nan
    return number_text(max(1, steps) * step, unit)


def within(name: str) -> str:
    """The name of a measure within a sentence."""
    return name[:1].lower() + name[1:]


def headline(result: RunningResult) -> str:
    """What was found, in one or two sentences."""
    running = [c for c in result.clips if c.analysis.activity is Activity.RUNNING]
    if not running or result.quality.grade is Grade.REJECT:
        return "These videos do not show running that can be measured."
    views = " and ".join(VIEW_WORDS[c.analysis.view.value] for c in running)
    steps = sum(len(c.analysis.run.used()["ic_s"]) for c in running)
    known = {f.measure.key: f.measure for f in result.findings if f.measure.known}
    cadence = known.get("cadence_spm")
    rate = f", {cadence.value:.0f} steps a minute" if cadence else ""
    return f"Running seen {views}: {steps} steps used{rate}."


def flagged_sentences(result: RunningResult) -> list[str]:
    """What stands out, where the specification allows to say so."""
    found = []
    for row in measure_rows(result):
        if row.flag in ("amber", "red", "note"):
            side = "" if row.side == "both" else f" {row.side}"
            words = FLAGS[row.key].words
            found.append(f"{row.name}{side}: {row.value} {row.margin}. {words}".replace(" .", "."))
    return found


def difference_sentences(result: RunningResult) -> list[str]:
    """Left against right: what is large and sure enough, what is not, and what cannot be told."""
    found: list[str] = []
    not_shown: dict[str, list[str]] = {}
    for difference in result.differences:
        name = METRICS[difference.key].name
        if not difference.shown:
            not_shown.setdefault(difference.reason, []).append(name)
            continue
        side = "right" if difference.value > 0 else "left"
        unit = "%" if difference.unit == "percent" else UNIT_SIGNS[difference.unit]
        found.append(f"{name}: {abs(difference.value):.1f}{unit} more on the {side}.")
    for reason, names in sorted(not_shown.items(), key=lambda item: item[0] != NO_DIFFERENCE):
        told = ", ".join((names[0], *map(within, names[1:])))
        if reason == NO_DIFFERENCE:
            found.append(f"{told}: no difference between left and right that this method can show.")
        else:
            found.append(f"{told}: left and right cannot be compared. {reason}")
    return found


def bend_words(moment: Moment) -> str:
    """What the degrees on a key frame are, to come after its time; "" where there are none."""
    return "" if moment.bend_deg is None else f", knee flexion {moment.bend_deg:.0f}°"


def excluded_text(clip: AnalysedClip) -> str:
    """How many steps were used and why others were not."""
    used = len(clip.analysis.run.used()["ic_s"])
    left_out = ", ".join(f"{count} {reason}" for reason, count in clip.analysis.excluded.items())
    return f"{used} steps used" + (f"; left out: {left_out}" if left_out else "; none left out")
