"""Standing hip extension (measurement specification B.12)."""

from exercises.card import InstructionCard, reasoned
from exercises.presets import CAM_S, GOOD, ON_FEET, UPRIGHT, form_fault, tempo_faults
from exercises.spec import (
    Anchor,
    Bound,
    Exercise,
    Relative,
    RepRule,
    RepSignal,
    Requirement,
    Sides,
    StartPosture,
)
from kinematics.body import Limb
from kinematics.quality import View

WORKING, OTHER = Limb.WORKING, Limb.OTHER
# The ankle goes back with the knee: in a squat it does not.
STRAIGHT = RepSignal(angle="leg_back_deg", limb=WORKING, target=10.0, relative=Relative.CHANGE)
RAISE = RepSignal(
    angle="thigh_back_deg",
    limb=WORKING,
    target=10.0,
    relative=Relative.CHANGE,
    shown_at=(("shoulder", WORKING), ("hip", WORKING), ("knee", WORKING)),
    also=STRAIGHT,
)
RULE = RepRule(signals={View.SIDE: RAISE}, range_deg=(10.0, 20.0), hold_target_s=1.0, up_min_s=0.6)
EXERCISE = Exercise(
    key="standing_hip_extension",
    name="Standing leg raise to the back",
    summary="Stand tall on one leg and take the other, straight, backwards.",
    sides=Sides.EITHER,
    camera=CAM_S,
    start=StartPosture(
        requirements=(
            UPRIGHT,
            *(
                Requirement(
                    bound=Bound(angle="knee_flexion_deg", limb=limb, above=30.0),
                    advice="Stand up straight, knees easy.",
                )
                for limb in (Limb.NEAR, Limb.FAR)
            ),
            Requirement(
                bound=Bound(angle="ankle_spread_ratio", limb=Limb.NEAR, above=0.25),
                advice="Put your feet side by side.",
            ),
        ),
        throughout=(
            Requirement(
                bound=Bound(angle="hip_sway_ratio", above=0.25), advice="Stay in one place."
            ),
            *(
                Requirement(bound=bound, advice="Stand tall on the other leg.")
                for bound in (
                    Bound(angle="hip_sink_ratio", above=0.12),
                    Bound(angle="hip_sink_ratio", below=-0.05),
                )
            ),
            Requirement(
                bound=Bound(angle="trunk_uprightness_deg", above=40.0), advice=ON_FEET.advice
            ),
            Requirement(
                bound=Bound(angle="knee_flexion_deg", limb=WORKING, above=60.0),
                advice="Keep the lifted leg straight.",
            ),
            Requirement(
                bound=Bound(angle="knee_flexion_deg", limb=OTHER, above=45.0),
                advice="Stand tall on the other leg.",
            ),
        ),
        anchors=(Anchor(part="ankle", limb=OTHER),),
        anchor_drift_max=0.2,
    ),
    rep=RULE,
    faults=(
        form_fault(
            "trunk_tips",
            "The trunk tipped forward: momentum helps.",
            "Stay tall.",
            Bound(angle="trunk_forward_deg", above=12.0, relative=Relative.CHANGE),
            reliability=GOOD,
        ),
        form_fault(
            "back_arches",
            "The trunk leaned back, or the leg went further than the hip allows.",
            "Squeeze, don't arch.",
            Bound(angle="trunk_forward_deg", below=-6.0, relative=Relative.CHANGE),
            Bound(angle="thigh_back_deg", limb=WORKING, above=22.0, neutral=12.0),
        ),
        form_fault(
            "knee_bends",
            "The knee bent, which makes it a leg curl.",
            "Straight leg.",
            Bound(angle="knee_flexion_deg", limb=WORKING, above=25.0),
            reliability=GOOD,
        ),
    ),
    rep_faults=tempo_faults(RULE),
    card=InstructionCard(
        trains="The large buttock muscle, gently.",
        evidence=(
            reasoned("The evidence is weak; it is offered as a way to start with little strain."),
        ),
        steps=(
            "Stand tall, one hand lightly on a chair.",
            "Take one straight leg a little backwards.",
            "Hold a second; the trunk stays still.",
            "Come back slowly.",
        ),
        easier="Hold on with both hands, let the toes touch the floor.",
        harder="Put a band round the ankles.",
        avoid="Not when it pinches in the low back or standing on one leg feels unsafe.",
    ),
    teaching=("The camera does not see the curve of the low back: do not arch it.",),
    dose="2 x 12 a side, 1-2 s hold",
    source="Measurement specification B.12",
)
