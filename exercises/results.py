"""What an exercise run yields: repetitions, faults, cues and the feedback of one moment."""

from dataclasses import dataclass

from exercises.spec import Phase, Priority


@dataclass(frozen=True, kw_only=True)
class FormFault:
    """A form fault in one repetition. `worst` is the largest deviation, in `unit`, at `worst_s`.

    severity  1 at the limit and growing beyond it; compares faults of one key; NaN = not kept
    """

    key: str
    start_s: float
    end_s: float
    worst_s: float
    worst: float
    unit: str
    severity: float = float("nan")


@dataclass(frozen=True, kw_only=True)
class Rep:
    """One repetition, full (`complete`) or partial.

    start_s, peak_s, end_s  when it began, reached the top, was over; seconds of the stream
    peak_deg, rom_deg       largest value of the driving angle; its distance from the start value
    hold_s                  longest stay at the top (progress >= 0.85)
    up_s, down_s            duration of the way to the top and of the way back; NaN when not seen
    unjudged                keys of the faults that could not be judged: not from there, or unseen;
                            not kept in the records
    """

    index: int
    side: str
    start_s: float
    peak_s: float
    end_s: float
    peak_deg: float
    rom_deg: float
    hold_s: float
    up_s: float
    down_s: float
    complete: bool
    faults: tuple[FormFault, ...] = ()
    unjudged: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Cue:
    """One thing to say: the words, the fault that caused it (or "praise", "setup")."""

    text: str
    key: str
    priority: Priority


@dataclass(frozen=True, kw_only=True)
class Feedback:
    """What the screen needs now.

    progress  0 at rest, 1 at the target; NaN = cannot tell
    angle_deg the driving angle; NaN = cannot tell
    issue     a sentence when the body cannot be judged now, else None
    rep       the repetition that ended at this moment, if any
    """

    time_s: float
    phase: Phase
    progress: float
    angle_deg: float
    rep_count: int
    partial_count: int
    hold_s: float
    cue: Cue | None
    issue: str | None
    side: str
    rep: Rep | None = None
