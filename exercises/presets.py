"""Parts that several exercises use in the same words (measurement specification B.0.5, B.0.7)."""

from exercises.spec import (
    Bound,
    CameraSetup,
    Priority,
    Relative,
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
        "which stands 40-60 cm high and 2-2.5 m away."
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

LYING = Requirement(
    bound=Bound(angle="trunk_inclination_deg", above=50.0),
    advice="Lie down, with the whole body in the picture from the side.",
)
STILL_LYING = Requirement(
    bound=Bound(angle="trunk_inclination_deg", above=65.0),
    advice="Stay on the mat during the exercise.",
)

UPPER_LEG = Requirement(
    bound=Bound(angle="hip_stack_ratio", limb=Limb.WORKING, below=0.15, neutral=0.35),
    advice="Lie on your side with the working leg on top, hips stacked.",
)


def shrinks(angle: str, below: float) -> Bound:
    """The angle of the working limb falls below that part of its value in the start pose."""
    return Bound(angle=angle, limb=Limb.WORKING, below=below, relative=Relative.RATIO, neutral=1.0)


# Both at once: the upper shoulder moves and the hips are less stacked (gross roll only, B.5).
ROLLED_BACK = (
    Bound(angle="shoulder_shift_ratio", limb=Limb.WORKING, above=0.10),
    shrinks("hip_stack_ratio", 0.88),
)


def tempo_faults(rule: RepRule) -> tuple[RepFaultRule, ...]:
    """The tempo faults of B.0.5: way up, way down and hold shorter than the rule asks for."""
    faults = (
        RepFaultRule(
            key="up_too_fast",
            meaning="The way up was quick, so momentum helped.",
            cue="Slow it down.",
            quantity=RepQuantity.UP,
            below=rule.up_min_s,
            priority=Priority.TEMPO,
        ),
        RepFaultRule(
            key="down_too_fast",
            meaning="The way down was quick, without control.",
            cue="Lower slowly, two, three.",
            quantity=RepQuantity.DOWN,
            below=rule.down_min_s,
            priority=Priority.TEMPO,
        ),
        RepFaultRule(
            key="hold_too_short",
            meaning="The top was held for less time than asked.",
            cue="Hold at the top.",
            quantity=RepQuantity.HOLD,
            below=rule.hold_target_s,
            priority=Priority.TEMPO,
        ),
    )
    return tuple(fault for fault in faults if fault.below > 0)
