"""Sciatic nerve slider, seated (measurement specification B.21). Slow and gentle, no score."""

from exercises.card import InstructionCard, checked
from exercises.presets import CAM_S, FAIR, MOVING, SITTING, form_fault
from exercises.spec import (
    Anchor,
    Bound,
    Exercise,
    Priority,
    Relative,
    RepFaultRule,
    RepQuantity,
    RepRule,
    RepSignal,
    Requirement,
    Sides,
    StartPosture,
    Statistic,
    TraceRule,
)
from kinematics.body import Limb
from kinematics.quality import View

WORKING, OTHER = Limb.WORKING, Limb.OTHER
GLIDE = RepSignal(
    angle="knee_extension_deg",
    limb=WORKING,
    target=140.0,
    way_min=35.0,
    shown_at=(("hip", WORKING), ("knee", WORKING), ("ankle", WORKING)),
)
RULE = RepRule(
    signals={View.SIDE: GLIDE},
    range_deg=(140.0, 160.0),
    hold_target_s=0.0,
    up_min_s=1.2,
    down_min_s=1.2,
)
EXERCISE = Exercise(
    key="sciatic_nerve_slider",
    name="Sciatic nerve slider",
    summary="Sit tall; straighten one knee as you look up, bend it as you tuck your chin.",
    sides=Sides.EITHER,
    camera=CAM_S,
    start=StartPosture(
        requirements=(
            SITTING,
            *(
                Requirement(
                    bound=Bound(angle="knee_height_ratio", limb=limb, below=-0.4, neutral=0.0),
                    advice="Sit on the front of a chair.",
                )
                for limb in (Limb.NEAR, Limb.FAR)
            ),
            *(
                Requirement(
                    bound=Bound(angle="shin_level_ratio", limb=limb, below=0.5, neutral=0.8),
                    advice="Put both feet on the floor under your knees.",
                )
                for limb in (Limb.NEAR, Limb.FAR)
            ),
        ),
        throughout=(
            Requirement(
                bound=Bound(angle="knee_height_ratio", limb=OTHER, below=-0.6, neutral=0.0),
                advice="Stay on the chair.",
            ),
        ),
        anchors=(
            Anchor(part="hip"),
            Anchor(part="hip", limb=Limb.NEAR),
            Anchor(part="ankle", limb=OTHER),
        ),
    ),
    rep=RULE,
    faults=(
        form_fault(
            "slumps",
            "The trunk leaned back.",
            "Sit tall.",
            Bound(angle="trunk_forward_deg", below=-10.0, relative=Relative.CHANGE),
        ),
    ),
    rep_faults=(
        RepFaultRule(
            key="up_too_fast",
            meaning="The knee straightened quickly.",
            cue="Slow glide.",
            quantity=RepQuantity.UP,
            below=1.2,
            priority=Priority.TEMPO,
        ),
        RepFaultRule(
            key="down_too_fast",
            meaning="The knee bent quickly.",
            cue="Slow glide.",
            quantity=RepQuantity.DOWN,
            below=1.2,
            priority=Priority.TEMPO,
        ),
        RepFaultRule(
            key="holds_at_the_end",
            meaning="The leg stayed at the end of the movement.",
            cue="No holding.",
            quantity=RepQuantity.HOLD,
            above=2.0,
            priority=Priority.TEMPO,
        ),
    ),
    traces=(
        TraceRule(
            key="head_against_knee",
            meaning="The head went down as the knee straightened.",
            cue="Look up as the knee straightens.",
            angles=("neck_back_deg",),
            statistic=Statistic.OPPOSITE,
            size=10.0,
            above=0.0,
            phases=MOVING,
            reliability=FAIR,
        ),
    ),
    card=InstructionCard(
        trains="Lets the sciatic nerve move to and fro without pulling at both ends.",
        evidence=(
            checked(
                "Some short-term relief of nerve pain in small trials; unclear in the long run.",
                "systematic review; Plaza-Manzano 2020",
            ),
        ),
        steps=(
            "Sit tall at the front of a chair.",
            "Straighten one knee slowly, short of any symptoms, and look up as you do.",
            "Bend it again as you tuck your chin. Two seconds each way, no hold.",
        ),
        easier="Straighten the knee less.",
        harder="There is no need for more.",
        avoid=(
            "Stop if symptoms last more than a few seconds after you let go, or travel "
            "further down the leg."
        ),
    ),
    teaching=("Say after every set how the leg felt.",),
    dose="1-3 x 10 slow, 2 s each way, once or twice a day",
    source="Measurement specification B.21; Plaza-Manzano 2020",
)
