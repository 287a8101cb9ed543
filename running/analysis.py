"""`analyse`: landmarks of a runner in, a `RunningAnalysis` out; an edit recomputes the rest."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from kinematics.pose import PoseFrame, PoseSequence
from kinematics.quality import CaptureGrade, Grade, grade_capture
from running.activity import Activity
from running.angles import PelvisSignal, frontal_angles, sagittal_angles
from running.asymmetry import Difference, side_differences
from running.curves import Curve, gait_curves
from running.events import Events, FrontalViewDetector, SideViewDetector
from running.measure import Measure
from running.metrics import measure_all
from running.recording import Recording, RunView, Setup, describe, hard_fails, levelled, soft_fails
from running.run import Run
from running.signals import PICTURES_MIN, SPAN_MIN_S, GaitSignals, resample
from running.steps import build_steps, exclusion_counts
from running.swaps import repair_legs

MINUTES_MAX = 30.0


@dataclass(frozen=True, kw_only=True)
class RunningAnalysis:
    """The result. `with_events` gives the result after an edit.

    excluded  how many steps were left out for each reason
    """

    run: Run
    measures: tuple[Measure, ...]
    differences: tuple[Difference, ...]
    curves: tuple[Curve, ...]
    excluded: dict[str, int]

    @property
    def view(self) -> RunView:
        """Where the camera stands."""
        return self.run.recording.view

    @property
    def activity(self) -> Activity:
        """What the person does."""
        return self.run.recording.activity

    @property
    def quality(self) -> CaptureGrade:
        """Grade of the recording and the reasons in words."""
        return self.run.grade

    @property
    def events(self) -> Events:
        """Gait events in order of time."""
        return self.run.events

    @property
    def steps(self) -> pd.DataFrame:
        """The step table, columns `running.steps.COLUMNS`."""
        return self.run.steps

    def measure(self, key: str, side: str = "both") -> Measure:
        """One measure; ValueError when there is no such key and side."""
        for found in self.measures:
            if found.key == key and found.side == side:
                return found
        known = sorted({(m.key, m.side) for m in self.measures})
        raise ValueError(f"measure: expected one of {known}, got {(key, side)}")

    def with_events(self, events: Events) -> "RunningAnalysis":
        """The analysis with other events; landmarks, angles and recording stay as they are."""
        return _measured(_with_steps(replace(self.run, events=tuple(events))))


def analyse(
    sequence: PoseSequence,
    *,
    setup: Setup | None = None,
    pelvis: PelvisSignal | None = None,
    flaws: tuple[str, ...] = (),
) -> RunningAnalysis:
    """Analyse the landmarks of a running video.

    flaws  what is wrong with its pictures, as sentences; each lowers the grade (D.7 item 6)

    A recording that cannot be used gives an analysis without events whose measures are NaN with the
    reason; of a very long one the first `MINUTES_MAX` minutes are used.
    """
    setup = setup or Setup()
    sequence = _usable(sequence, setup.playback_factor)
    repaired = repair_legs(sequence)
    level = levelled(repaired.sequence, setup.roll_deg) if setup.roll_deg else repaired.sequence
    signals = resample(
        level,
        playback_factor=setup.playback_factor,
        swapped=repaired.swapped,
        doubtful=repaired.doubtful,
    )
    recording = describe(signals, setup)
    grade = grade_capture(
        hard=hard_fails(signals, recording),
        soft=(*soft_fails(signals, recording, setup, sequence.time_s), *flaws),
    )
    run = _first_run(signals, recording, setup, grade, pelvis)
    return _measured(_with_steps(replace(run, flaws=flaws)))


def _usable(sequence: PoseSequence, playback_factor: float) -> PoseSequence:
    """The first minutes of a long recording; a very short one filled up with unseen pictures."""
    if len(sequence) == 0:
        sequence = PoseSequence.from_frames(
            [PoseFrame.unseen(0.0)], image_size_wh=sequence.image_size_wh, source=sequence.source
        )
    end_s = sequence.time_s[0] + MINUTES_MAX * 60.0 * playback_factor
    sequence = sequence[: int(np.searchsorted(sequence.time_s, end_s))]
    seconds = (sequence.time_s[-1] - sequence.time_s[0]) / playback_factor
    if len(sequence) >= PICTURES_MIN and seconds >= SPAN_MIN_S:
        return sequence
    times = sequence.time_s[-1] + playback_factor * np.arange(1, 2 * PICTURES_MIN) / 30.0
    return PoseSequence.from_frames(
        [*sequence, *(PoseFrame.unseen(t) for t in times)],
        image_size_wh=sequence.image_size_wh,
        source=sequence.source,
    )


def _first_run(
    signals: GaitSignals,
    recording: Recording,
    setup: Setup,
    grade: CaptureGrade,
    pelvis: PelvisSignal | None,
) -> Run:
    """The run with detected events, its steps still to come."""
    period_s = recording.period.period_s
    running = recording.activity is Activity.RUNNING and grade.grade is not Grade.REJECT
    events: Events = ()
    if running and recording.view.is_side:
        detector = SideViewDetector()
        events = detector.detect(signals, period_s=period_s, facing=recording.facing)
    elif running:
        events = FrontalViewDetector().detect(signals, period_s=period_s)
    side, frontal = recording.view.is_side, recording.view.is_frontal
    return Run(
        signals=signals,
        recording=recording,
        setup=setup,
        grade=grade,
        events=events,
        found=events,
        steps=build_steps((), signals, contact_times=side),
        sagittal=sagittal_angles(signals, recording.facing) if side else None,
        frontal=(
            frontal_angles(signals, recording.view, pelvis, period_s)
            if frontal and running
            else None
        ),
        pelvis=pelvis,
    )


def _with_steps(run: Run) -> Run:
    contact_times = run.recording.view.is_side
    return replace(run, steps=build_steps(run.events, run.signals, contact_times=contact_times))


def _measured(run: Run) -> RunningAnalysis:
    measures = measure_all(run)
    return RunningAnalysis(
        run=run,
        measures=measures,
        differences=side_differences(run, measures),
        curves=gait_curves(run),
        excluded=exclusion_counts(run.steps),
    )
