"""Parts that several exercises use in the same words (measurement specification B.0.5, B.0.7)."""

from dataclasses import replace

from exercises.spec import (
    Anchor,
    Bound,
    CameraSetup,
    Exercise,
    FaultRule,
    Phase,
    Priority,
    Relative,
    Reliability,
    RepFaultRule,
    RepQuantity,
    RepRule,
    Requirement,
)
from kinematics.body import Limb
from kinematics.quality import View

CAM_S_LOW = CameraSetup(
    preset="CAM-S-LOW",
    text=(
        "Put the camera side-on to the mat, 40-60 cm high and 2-2.5 m away, "
        "so that you see yourself from head to feet."
    ),
    view=View.SIDE,
    allowed=frozenset({View.SIDE, View.OBLIQUE}),
    parts=("shoulder", "hip", "knee"),
)
CAM_A_LOW = CameraSetup(
    preset="CAM-A-LOW",
    text=(
        "Lie on your side with the front of your body to the camera, "
        "which stands 40-60 cm high and 2-2.5 m away and sees you from head to feet."
    ),
    view=View.FRONT,
    allowed=frozenset({View.FRONT}),
    parts=("shoulder", "hip", "knee"),
)
CAM_STANDING = CameraSetup(
    preset="CAM-S or CAM-F",
    text=(
        "Put the camera at hip height, 2-2.5 m away: side-on to see depth and trunk, "
        "or facing you to see the knees."
    ),
    view=View.SIDE,
    allowed=frozenset({View.SIDE, View.FRONT, View.OBLIQUE, View.REAR}),
    parts=("shoulder", "hip", "knee"),
)

CAM_S = CameraSetup(
    preset="CAM-S",
    text=(
        "Put the camera side-on at hip height, 2-2.5 m away, the working leg nearer, "
        "so that you see yourself from head to feet."
    ),
    view=View.SIDE,
    allowed=frozenset({View.SIDE, View.OBLIQUE}),
    parts=("shoulder", "hip", "knee"),
)
CAM_F = CameraSetup(
    preset="CAM-F",
    text="Face the camera, which stands at hip height, 2-2.5 m away; see yourself head to feet.",
    view=View.FRONT,
    allowed=frozenset({View.FRONT}),
    parts=("shoulder", "hip", "knee"),
)

MOVING = frozenset({Phase.UP, Phase.PEAK, Phase.DOWN})
PEAK = frozenset({Phase.PEAK})
START = frozenset({Phase.REST})
GOOD, FAIR = Reliability.GOOD, Reliability.FAIR

LYING = Requirement(
    bound=Bound(angle="trunk_inclination_deg", above=50.0),
    advice="Lie down, with the whole body in the picture.",
)
STILL_LYING = Requirement(
    bound=Bound(angle="trunk_inclination_deg", above=65.0),
    advice="Stay on the mat during the exercise.",
)

UPRIGHT = Requirement(
    bound=Bound(angle="trunk_uprightness_deg", above=25.0),
    advice="Stand up straight, with the whole body in the picture.",
)
SITTING = replace(UPRIGHT, advice="Sit up tall, with the whole body in the picture.")
ON_FEET = Requirement(
    bound=Bound(angle="trunk_uprightness_deg", above=60.0),
    advice="Stay on your feet during the exercise.",
)
ALL_FOURS = (
    Requirement(
        bound=Bound(angle="trunk_inclination_deg", above=40.0),
        advice="Go on hands and knees, with the whole body in the picture from the side.",
    ),
    Requirement(
        bound=Bound(angle="hand_drop_ratio", limb=Limb.NEAR, below=0.3, neutral=1.0),
        advice="Put your hands or forearms under your shoulders.",
    ),
    *(
        Requirement(
            bound=Bound(angle=angle, limb=limb, above=above, neutral=neutral), advice=advice
        )
        for angle, above, neutral, advice in (
            ("shin_level_ratio", 0.35, 0.0, "Kneel with both shins on the floor."),
            ("knee_height_ratio", -0.35, -0.8, "Put your knees under your hips."),
        )
        for limb in (Limb.NEAR, Limb.FAR)
    ),
)
STILL_ALL_FOURS = Requirement(
    bound=Bound(angle="trunk_inclination_deg", above=55.0),
    advice="Stay on hands and knees during the exercise.",
)

UPPER_LEG = Requirement(
    bound=Bound(angle="hip_stack_ratio", limb=Limb.WORKING, below=0.15, neutral=0.35),
    advice="Lie on your side with the working leg on top, hips stacked.",
)


def propped(below: float) -> Requirement:
    """On the lower forearm: the lower shoulder at least `below` above its elbow."""
    return Requirement(
        bound=Bound(angle="shoulder_prop_ratio", limb=Limb.OTHER, below=below, neutral=0.55),
        advice="Prop yourself on the lower forearm, the elbow under the shoulder.",
    )


PLANK_ON_SIDE = Requirement(
    bound=Bound(angle="trunk_inclination_deg", above=45.0),
    advice="Lie on your side, on your forearm.",
)
PLANK_START = (PLANK_ON_SIDE, UPPER_LEG, propped(0.3))
PLANK_ANCHORS = (
    Anchor(part="shoulder", limb=Limb.WORKING),
    Anchor(part="elbow", limb=Limb.OTHER),
    Anchor(part="ankle", limb=Limb.OTHER),
)


def shrinks(angle: str, below: float) -> Bound:
    """The angle of the working limb falls below that part of its value in the start pose."""
    return Bound(angle=angle, limb=Limb.WORKING, below=below, relative=Relative.RATIO, neutral=1.0)


# Both at once: the upper shoulder moves and the hips are less stacked (gross roll only, B.5).
ROLLED_BACK = (
    Bound(angle="shoulder_shift_ratio", limb=Limb.WORKING, above=0.10),
    shrinks("hip_stack_ratio", 0.88),
)


def form_fault(
    key: str,
    meaning: str,
    cue: str,
    *any_of: Bound | tuple[Bound, ...],
    after_s: float = 0.3,
    reliability: Reliability = FAIR,
    phases: frozenset[Phase] = MOVING,
    priority: Priority = Priority.COMPENSATION,
    views: frozenset[View] = frozenset(),
) -> FaultRule:
    """A `FaultRule` in one breath; a single bound stands for a group of one."""
    return FaultRule(
        key=key,
        meaning=meaning,
        cue=cue,
        any_of=tuple(group if isinstance(group, tuple) else (group,) for group in any_of),
        min_duration_s=after_s,
        reliability=reliability,
        phases=phases,
        priority=priority,
        views=views,
    )


def short_range(key: str, meaning: str, cue: str, below: float) -> RepFaultRule:
    """The top of a repetition stayed below that many degrees."""
    return RepFaultRule(
        key=key,
        meaning=meaning,
        cue=cue,
        quantity=RepQuantity.PEAK,
        below=below,
        priority=Priority.RANGE,
    )


def tempo_faults(rule: RepRule) -> tuple[RepFaultRule, ...]:
    """The tempo faults of B.0.5: way up, way down and hold shorter than the rule asks for.

    Up and down are those of the body: where the way to the top goes down (`RepRule.lowers`), it is
    the way down that is judged by `up_min_s`.
    """
    rising, sinking = RepQuantity.UP, RepQuantity.DOWN
    if rule.lowers:
        rising, sinking = sinking, rising
    least_s = {RepQuantity.UP: rule.up_min_s, RepQuantity.DOWN: rule.down_min_s}
    faults = (
        RepFaultRule(
            key="up_too_fast",
            meaning="The way up was quick, so momentum helped.",
            cue="Slow it down.",
            quantity=rising,
            below=least_s[rising],
            priority=Priority.TEMPO,
        ),
        RepFaultRule(
            key="down_too_fast",
            meaning="The way down was quick, without control.",
            cue="Lower slowly, two, three.",
            quantity=sinking,
            below=least_s[sinking],
            priority=Priority.TEMPO,
        ),
        hold_fault(rule.hold_target_s),
    )
    return tuple(fault for fault in faults if fault.below > 0)


def hold_fault(hold_s: float) -> RepFaultRule:
    """The top was held for less time than asked (B.0.5)."""
    return RepFaultRule(
        key="hold_too_short",
        meaning="The top was held for less time than asked.",
        cue="Hold at the top.",
        quantity=RepQuantity.HOLD,
        below=hold_s,
        priority=Priority.TEMPO,
    )


def with_hold(exercise: Exercise, hold_s: float) -> Exercise:
    """The exercise with the hold that was prescribed in place of its own; 0 = no hold is asked."""
    if hold_s == exercise.rep.hold_target_s:
        return exercise
    asked = (hold_fault(hold_s),) if hold_s > 0 else ()
    others = tuple(fault for fault in exercise.rep_faults if fault.key != "hold_too_short")
    return replace(
        exercise,
        rep=replace(exercise.rep, hold_target_s=hold_s),
        rep_faults=others + asked,
    )


PLANK_FAULTS = (
    form_fault(
        "rolling",
        "The pelvis rolled.",
        "Stack.",
        shrinks("hip_stack_ratio", 0.85),
    ),
    form_fault(
        "shoulder_sinks",
        "The trunk sank into the lower shoulder.",
        "Push the floor.",
        Bound(
            angle="shoulder_prop_ratio",
            limb=Limb.OTHER,
            below=0.85,
            relative=Relative.RATIO,
            neutral=1.0,
        ),
        after_s=0.5,
    ),
)
"""Form faults of every side plank."""
