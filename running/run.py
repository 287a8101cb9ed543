"""`Run`: everything known about one recording once its events are fixed; metrics read from it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from kinematics.landmarks import Side
from kinematics.quality import CaptureGrade
from running.angles import FrontalAngles, PelvisSignal, SagittalAngles
from running.events import Events
from running.recording import Recording, Setup, cm_per_px
from running.signals import GaitSignals
from running.steps import StepColumns, columns_of


@dataclass(frozen=True, kw_only=True)
class Run:
    """A recording with its events and steps. `steps`: see `running.steps.COLUMNS`.

    sagittal or frontal is None where the view does not show that plane.
    found  the events as detected; `events` are as they are after edits by hand
    flaws  what is wrong with the pictures, as sentences
    """

    signals: GaitSignals
    recording: Recording
    setup: Setup
    grade: CaptureGrade
    events: Events
    steps: pd.DataFrame
    sagittal: SagittalAngles | None
    frontal: FrontalAngles | None
    pelvis: PelvisSignal | None = None
    found: Events = ()
    flaws: tuple[str, ...] = ()

    @cached_property
    def columns(self) -> StepColumns:
        """Every step, a numpy array a column: what the readings work on."""
        return columns_of(self.steps)

    def used(self, side: Side | None = None) -> StepColumns:
        """The steps that are used, of one foot or of both."""
        keep = self.columns["exclusion_reason"] == ""
        if side is not None:
            keep = keep & (self.columns["side"] == side.value)
        return {name: column[keep] for name, column in self.columns.items()}

    def leg_px(self, side: Side | None = None) -> float:
        """Leg length in pixels, of one side or the mean of both."""
        if side is not None:
            return self.signals.leg_px(side)
        return float(np.mean([self.signals.leg_px(s) for s in Side]))

    @property
    def cm_per_px(self) -> float:
        """Centimetres a pixel at the runner, from the height typed in; NaN without it."""
        return cm_per_px(self.signals, self.setup)
