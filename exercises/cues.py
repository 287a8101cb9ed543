"""Chooses the one thing to say (measurement specification B.0.4).

At most one cue per 4 s and per repetition, the same fault at most every third repetition, praise
when a cued fault has been away for two repetitions. The first repetition of a set shows the
person's own range and is left alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from exercises.results import Cue, Rep
from exercises.spec import Exercise, Priority, Rule

QUIET_S = 4.0
SAME_FAULT_REPS = 3
CLEARED_REPS = 2
LEFT_ALONE_REPS = 1


@dataclass(kw_only=True)
class CueScheduler:
    """Holds back what need not be said."""

    exercise: Exercise
    _spoken_s: float = -np.inf
    _spoken_in_rep: int = -1
    _cued_in_rep: dict[str, int] = field(default_factory=dict)
    _clean_reps: dict[str, int] = field(default_factory=dict)

    def choose(self, time_s: float, rep_number: int, fired: Sequence[Rule]) -> Cue | None:
        """The cue to give now for the faults that have just fired, if any."""
        if rep_number <= LEFT_ALONE_REPS or not self._may_speak(time_s, rep_number):
            return None
        for rule in sorted(fired, key=lambda rule: rule.priority):
            last = self._cued_in_rep.get(rule.key)
            if last is None or rep_number - last >= SAME_FAULT_REPS:
                self._cued_in_rep[rule.key] = rep_number
                self._clean_reps[rule.key] = 0
                return self._say(time_s, rep_number, rule.cue, rule.key, rule.priority)
        return None

    def rep_done(self, time_s: float, rep: Rep) -> Cue | None:
        """Count clean repetitions of cued faults; praise when one has been away twice."""
        present = {fault.key for fault in rep.faults}
        for key in list(self._clean_reps):
            self._clean_reps[key] = 0 if key in present else self._clean_reps[key] + 1
            if self._clean_reps[key] >= CLEARED_REPS and self._may_speak(time_s, rep.index):
                del self._clean_reps[key]
                return self._say(time_s, rep.index, self.exercise.praise, "praise", Priority.TEMPO)
        return None

    def _may_speak(self, time_s: float, rep_number: int) -> bool:
        return time_s - self._spoken_s >= QUIET_S and rep_number != self._spoken_in_rep

    def _say(self, time_s: float, rep_number: int, text: str, key: str, priority: Priority) -> Cue:
        self._spoken_s, self._spoken_in_rep = time_s, rep_number
        return Cue(text=text, key=key, priority=priority)
