"""The result of one to three videos of one run, merged; edits give a new result at once."""

from dataclasses import dataclass, replace
from functools import cached_property

from analysis.landmark_file import RecordingInfo
from analysis.running_edits import EventEdit, edits_between, with_edits
from analysis.running_request import RunningRequest
from kinematics.pose import PoseSequence
from kinematics.quality import CaptureGrade, Grade
from running.activity import Activity
from running.analysis import RunningAnalysis, analyse
from running.asymmetry import Difference
from running.events import Events
from running.measure import Measure
from running.metrics import FRONTAL, METRICS, PELVIC, SIDE
from running.recording import RunView
from vision.models import PoseModel
from vision.pelvis_track import PelvisTrack
from vision.video import VideoInfo

CADENCE_APART = 0.03  # share; runs whose step rates differ more are not one run

LIMITS = (
    "Forward or backward tilt of the pelvis cannot be measured from video: two hip points have no "
    "tilt seen from the side. Trunk lean and the thigh against vertical are given instead.",
    "Turning out of the feet cannot be measured from behind: the picture mixes it with the lift of "
    "the foot.",
    "An inward angle of the knee is not reported in running: from one camera it has no relation to "
    "the angle in three dimensions. The space between the knees is given instead.",
    "Turning of hip and thigh about their long axis is not visible to one camera.",
    "Pelvic drop is measured from two stickers only; pose landmarks do not follow it.",
    "The video shows movement only. It says nothing about muscles, joints or the cause of pain.",
)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A picture of a moment, as JPEG.

    key       of the measure it shows best, or a kind of gait event (`ic`, `ms`, `to`)
    side      "left", "right" or "both"
    aspect    of the picture, width over height
    bend_deg  the knee flexion written on it, or None
    """

    key: str
    side: str
    time_s: float
    jpeg: bytes
    aspect: float
    bend_deg: float | None = None


@dataclass(frozen=True, kw_only=True)
class PelvisFinding:
    """What became of the stickers.

    grade    of the sticker track; None when none were looked for
    reasons  sentences; the first says why there are no degrees, when there are none
    zero_deg  slope of the sticker line in quiet standing that was taken off, or NaN
    """

    grade: Grade | None
    reasons: tuple[str, ...]
    zero_deg: float = float("nan")


@dataclass(frozen=True, kw_only=True)
class AnalysedClip:
    """One video and what was found in it.

    landmarks  raw, of the whole file · start_s  the running begins after this (standing before)
    moments    pictures of gait events and of the measures
    plain      an undrawn picture of the middle of the run, to tap stickers in, or None
    track      the stickers as followed, for drawing, or None
    """

    info: VideoInfo | RecordingInfo
    analysis: RunningAnalysis
    landmarks: PoseSequence
    start_s: float
    pelvis: PelvisFinding
    warnings: tuple[str, ...]
    moments: tuple[Moment, ...] = ()
    plain: Moment | None = None
    track: PelvisTrack | None = None

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """The measures of this video; those of the pelvis as sure as the stickers allow."""
        return tuple(self._of_pelvis(m) if m.key in PELVIC else m for m in self.analysis.measures)

    def _of_pelvis(self, measure: Measure) -> Measure:
        if not measure.known:
            asked = self.analysis.view is RunView.REAR and self._runs
            told = asked and self.analysis.run.pelvis is None and self.pelvis.reasons
            return replace(measure, reason=f"Cannot tell: {told[0]}") if told else measure
        if self.pelvis.grade is Grade.A:
            return measure
        rule = METRICS[measure.key].flag
        flag = "" if rule is not None and rule.grade_a else measure.flag
        return replace(measure, grade=max(measure.grade, Grade.B.value), flag=flag)

    @property
    def _runs(self) -> bool:
        usable = self.analysis.quality.grade is not Grade.REJECT
        return usable and self.analysis.activity is Activity.RUNNING

    @cached_property
    def edits(self) -> tuple[EventEdit, ...]:
        """What was changed by hand of the gait events found."""
        return edits_between(self.analysis.run.found, self.analysis.events)

    @property
    def name(self) -> str:
        """What the user calls the video."""
        return self.info.name

    def with_events(self, events: Events) -> "AnalysedClip":
        """The same video with other gait events; nothing else changes."""
        return replace(self, analysis=self.analysis.with_events(events))

    def with_edits(self, edits: tuple[EventEdit, ...]) -> "AnalysedClip":
        """The same video with the events found, changed as on another day; () = as found."""
        return self.with_events(with_edits(self.analysis.run.found, edits))

    def corrected(self, *, view: RunView | None, activity: Activity | None) -> "AnalysedClip":
        """The landmarks read as another view or activity (None: as found); edits are dropped."""
        run = self.analysis.run
        running = self.landmarks[_first_index(self.landmarks, self.start_s) :]
        pelvis = run.pelvis if view in (None, RunView.REAR) else None
        setup = replace(run.setup, view=view, activity=activity)
        again = analyse(running, setup=setup, pelvis=pelvis, flaws=run.flaws)
        return replace(self, analysis=again)

    def levelled(self, roll_deg: float) -> "AnalysedClip":
        """The landmarks read with another camera roll, clockwise positive; edits are kept.

        The pelvis stays as it was: its standing zero holds the roll already.
        """
        run = self.analysis.run
        running = self.landmarks[_first_index(self.landmarks, self.start_s) :]
        setup = replace(run.setup, roll_deg=roll_deg)
        again = analyse(running, setup=setup, pelvis=run.pelvis, flaws=run.flaws)
        return replace(self, analysis=again).with_edits(self.edits)


def _first_index(landmarks: PoseSequence, start_s: float) -> int:
    return int((landmarks.time_s < start_s).sum())


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A measure of the merged result and the number of the video it comes from."""

    measure: Measure
    clip: int


@dataclass(frozen=True, kw_only=True)
class RunningResult:
    """Everything about one run. `findings`: the best measure of each key and side.

    model  None when the landmarks came from a file: which model made them is not known
    """

    request: RunningRequest
    clips: tuple[AnalysedClip, ...]
    model: PoseModel | None

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """One measure for each key and side, from the video that shows it best."""
        every = [
            Finding(measure=measure, clip=number)
            for number, clip in enumerate(self.clips)
            for measure in clip.measures
        ]
        keys = dict.fromkeys((f.measure.key, f.measure.side) for f in every)
        return tuple(_best(self.clips, every, key, side) for key, side in keys)

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Left–right differences; only within one video, where steps can be paired."""
        best: dict[str, Difference] = {}
        for clip in self.clips:
            for difference in clip.analysis.differences:
                known = best.get(difference.key)
                if known is None or (difference.shown and not known.shown):
                    best[difference.key] = difference
        return tuple(best.values())

    @property
    def quality(self) -> CaptureGrade:
        """The grade of the best video (each measure carries its own), and all reasons."""
        order = list(Grade)
        grades = [clip.analysis.quality for clip in self.clips]
        best = min(grades, key=lambda quality: order.index(quality.grade))
        reasons = [
            f"{self.title(number)}: {reason}" if len(self.clips) > 1 else reason
            for number, quality in enumerate(grades)
            for reason in quality.reasons
        ]
        return CaptureGrade(grade=best.grade, reasons=(*reasons, *self.doubts))

    @property
    def doubts(self) -> tuple[str, ...]:
        """What speaks against the videos being of one run."""
        found = []
        running = [c.analysis for c in self.clips if c.analysis.activity is Activity.RUNNING]
        rates = [a.run.recording.period.cadence_spm for a in running]
        if rates and max(rates) > min(rates) * (1.0 + CADENCE_APART):
            told = " and ".join(f"{rate:.0f}" for rate in rates)
            found.append(
                f"The step rates differ ({told} a minute): are the videos of the same run?"
            )
        views = [c.analysis.view for c in self.clips]
        twice = {v.value for v in views if views.count(v) > 1}
        if twice:
            found.append(f"More than one video is from the same view ({', '.join(sorted(twice))}).")
        return tuple(found)

    def title(self, number: int) -> str:
        """A name for one of the videos: its view, and its number where two have the same."""
        views = [c.analysis.view.value for c in self.clips]
        name = views[number].capitalize()
        return name if views.count(views[number]) == 1 else f"{name} ({number + 1})"

    def with_clip(self, number: int, clip: AnalysedClip) -> "RunningResult":
        """The result with one video replaced."""
        clips = (*self.clips[:number], clip, *self.clips[number + 1 :])
        return replace(self, clips=clips)

    @property
    def without_edits(self) -> "RunningResult":
        """The result with the gait events of every video as they were found."""
        if not any(clip.edits for clip in self.clips):
            return self
        return replace(self, clips=tuple(clip.with_edits(()) for clip in self.clips))

    def levelled(self, number: int, roll_deg: float) -> "RunningResult":
        """The result with the camera roll of one video from the edge of the deck."""
        wishes = list(self.request.clips)
        wishes[number] = replace(wishes[number], roll_deg=roll_deg)
        request = replace(self.request, clips=tuple(wishes))
        clip = self.clips[number].levelled(roll_deg)
        return replace(self, request=request).with_clip(number, clip)


def _best(clips: tuple[AnalysedClip, ...], every: list[Finding], key: str, side: str) -> Finding:
    """Known before unknown, then grade, then steps; an unknown one with its most telling reason."""
    order = [grade.value for grade in Grade]

    def rank(finding: Finding) -> tuple[bool, int, int, int]:
        measure = finding.measure
        misfit = _misfit(clips[finding.clip].analysis.view, key, side)
        return (not measure.known, misfit, order.index(measure.grade), -measure.n)

    return min((f for f in every if (f.measure.key, f.measure.side) == (key, side)), key=rank)


def _misfit(view: RunView, key: str, side: str) -> int:
    """How far a view is from the one for a measure, 0 = fits: whose reason is the one to tell."""
    wanted = METRICS[key].view
    if wanted == SIDE:
        return (not view.is_side) + (side not in ("both", view.value))
    return int(wanted == FRONTAL and not view.is_frontal)
