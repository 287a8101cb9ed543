"""The suggested stages, clinician editable (measurement specification B.22), and easier options.

Doses as in B.1–B.21 at their lower end; what they leave open is our default, B.0.5.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from programme.dose import EVERY_DAY, Kind, Prescription, Programme, Working

CALM_PAIN_MIN = 4
CALM_PAIN_MAX = 6
_EACH = Working.EACH


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One stage: who it is for, what to do besides exercises, its exercises and their doses."""

    number: int
    name: str
    meant_for: str
    besides: str
    items: tuple[Prescription, ...]


def _strength(exercise: str, sets: int, reps: int, hold_s: float = 2.0) -> Prescription:
    side = Working.BOTH if exercise in {"glute_bridge", "hip_thrust", "squat"} else _EACH
    return Prescription(exercise=exercise, sets=sets, reps=reps, hold_s=hold_s, side=side)


SLIDER = Prescription(
    exercise="sciatic_nerve_slider", kind=Kind.SLIDER, side=_EACH, sets=1, reps=10, hold_s=0.0,
    days=EVERY_DAY,
)  # fmt: skip
FIGURE_4 = Prescription(
    exercise="figure_4_stretch", kind=Kind.STRETCH, side=_EACH, sets=1, reps=2, hold_s=20.0,
    days=EVERY_DAY,
)  # fmt: skip
ISOMETRIC_BRIDGE = Prescription(
    exercise="glute_bridge", kind=Kind.HOLD, sets=1, reps=5, hold_s=10.0, days=EVERY_DAY
)
SIDE_PLANK = Prescription(
    exercise="side_plank", kind=Kind.HOLD, side=_EACH, sets=1, reps=3, hold_s=15.0
)

STAGES: tuple[Stage, ...] = (
    Stage(
        number=0,
        name="Calm",
        meant_for="Pain of 4 to 6, or pain at night.",
        besides="Walk a little several times a day. Keep the slider and the stretch only if they "
        "bring relief.",
        items=(ISOMETRIC_BRIDGE, SLIDER, FIGURE_4),
    ),
    Stage(
        number=1,
        name="Start",
        meant_for="Pain of up to 3 or 4 that has been stable.",
        besides="Walk every day as long as it stays comfortable.",
        items=(
            _strength("glute_bridge", 2, 10),
            _strength("clamshell", 2, 12),
            _strength("standing_hip_abduction", 2, 8),
            _strength("standing_hip_extension", 2, 8),
        ),
    ),
    Stage(
        number=2,
        name="Build",
        meant_for="Stage 1 at full dose without an increase of symptoms.",
        besides="Walk briskly for 30 minutes.",
        items=(
            _strength("single_leg_bridge", 2, 6),
            _strength("side_lying_hip_abduction", 2, 10, 1.0),
            _strength("donkey_kick", 2, 8),
            _strength("bird_dog", 2, 6, 3.0),
            _strength("hip_hike", 2, 8),
            _strength("lateral_band_walk", 2, 8, 0.0),
        ),
    ),
    Stage(
        number=3,
        name="Strong",
        meant_for="Stage 2 at full dose without an increase of symptoms.",
        besides="Walk briskly, and ask your clinician about starting to run and walk in turn.",
        items=(
            _strength("single_leg_bridge", 3, 8),
            _strength("single_leg_squat", 2, 8, 0.0),
            _strength("squat", 3, 10, 0.0),
            _strength("hip_thrust", 3, 8, 1.0),
            SIDE_PLANK,
        ),
    ),
    Stage(
        number=4,
        name="Back to running",
        meant_for="Stage 3 at full dose, and 30 minutes of brisk walking without an increase.",
        besides="Run and walk in turn, filmed from behind now and then.",
        items=(
            _strength("single_leg_squat", 3, 8, 0.0),
            _strength("single_leg_deadlift", 2, 8, 0.0),
            _strength("side_plank_abduction", 2, 6, 0.0),
        ),
    ),
)

# Exercises that may be added by hand, with their doses, though no stage suggests them.
FURTHER: tuple[Prescription, ...] = (
    _strength("marching_bridge", 2, 8),
    _strength("reverse_clamshell", 2, 10),
    _strength("fire_hydrant", 2, 8, 1.0),
    replace(FIGURE_4, exercise="seated_piriformis_stretch"),
)

# From easier to harder; the rules climb and descend these (lever and level of C.5).
LADDERS: tuple[tuple[str, ...], ...] = (
    ("glute_bridge", "marching_bridge", "single_leg_bridge"),
    ("clamshell", "side_lying_hip_abduction", "side_plank", "side_plank_abduction"),
    ("squat", "single_leg_squat", "single_leg_deadlift"),
    ("donkey_kick", "bird_dog"),
    ("standing_hip_abduction", "hip_hike"),
)

_DOSES: dict[str, Prescription] = {
    item.exercise: item
    for item in reversed([*(i for s in STAGES for i in s.items if i != ISOMETRIC_BRIDGE), *FURTHER])
}
EXERCISE_KEYS: frozenset[str] = frozenset(_DOSES)


def first_dose(exercise: str) -> Prescription:
    """The dose an exercise starts with; ValueError for an unknown one."""
    if exercise not in _DOSES:
        raise ValueError(f"exercise: expected one of {sorted(_DOSES)}, got {exercise!r}")
    return _DOSES[exercise]


def easier_than(exercise: str) -> str | None:
    """The next easier exercise, or None."""
    return _neighbour(exercise, -1)


def harder_than(exercise: str) -> str | None:
    """The next harder exercise, or None."""
    return _neighbour(exercise, +1)


def _neighbour(exercise: str, step: int) -> str | None:
    for ladder in LADDERS:
        if exercise in ladder:
            place = ladder.index(exercise) + step
            return ladder[place] if 0 <= place < len(ladder) else None
    return None


def entry_stage(worst_pain: int, *, night_pain: bool, stable: bool) -> int | None:
    """The stage to begin with; None = too much pain to begin, see a clinician first.

    worst_pain  0–10, worst of leg, buttock and back in the last 24 h
    stable      no increase over the last week
    """
    if not 0 <= worst_pain <= 10:
        raise ValueError(f"worst_pain: expected 0 to 10, got {worst_pain}")
    if worst_pain > CALM_PAIN_MAX:
        return None
    calm = night_pain or worst_pain > CALM_PAIN_MIN or (worst_pain == CALM_PAIN_MIN and not stable)
    return 0 if calm else 1


def compose(stage: int, *, at: datetime, author_id: str) -> Programme:
    """The suggested programme of a stage, ready to be edited."""
    if not 0 <= stage < len(STAGES):
        raise ValueError(f"stage: expected 0 to {len(STAGES) - 1}, got {stage}")
    found = STAGES[stage]
    return Programme(
        at=at,
        stage=stage,
        items=found.items,
        author_id=author_id,
        reason=f"Programme of stage {stage}, {found.name.lower()}.",
    )
