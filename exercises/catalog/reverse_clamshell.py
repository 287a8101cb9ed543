"""Reverse clamshell: hip internal rotation, knees together (measurement specification B.7)."""

from exercises.card import InstructionCard, reasoned
from exercises.presets import (
    CAM_A_LOW,
    LYING,
    ROLLED_BACK,
    STILL_LYING,
    UPPER_LEG,
    form_fault,
    short_range,
    tempo_faults,
)
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
LIFT = RepSignal(
    angle="foot_lift_deg",
    limb=WORKING,
    target=25.0,
    shown_at=(("ankle", OTHER), ("knee", WORKING), ("ankle", WORKING)),
)
RULE = RepRule(signals={View.FRONT: LIFT}, range_deg=(25.0, 30.0), hold_target_s=0.0)
EXERCISE = Exercise(
    key="reverse_clamshell",
    name="Reverse clamshell",
    summary="Lie on your side, knees bent and together, and lift the upper foot.",
    sides=Sides.UPPER,
    camera=CAM_A_LOW,
    start=StartPosture(
        requirements=(
            LYING,
            UPPER_LEG,
            Requirement(
                bound=Bound(angle="knee_stack_ratio", limb=WORKING, above=0.6),
                advice="Put your knees together.",
            ),
            Requirement(
                bound=Bound(angle="ankle_rise_ratio", limb=WORKING, above=0.5),
                advice="Put your feet together.",
            ),
        ),
        throughout=(
            STILL_LYING,
            Requirement(
                bound=Bound(
                    angle="knee_stack_ratio", limb=WORKING, above=0.25, relative=Relative.SHIFT
                ),
                advice="Keep your knees together.",
            ),
        ),
        anchors=(
            Anchor(part="shoulder"),
            Anchor(part="hip"),
            Anchor(part="knee", limb=OTHER),
            Anchor(part="ankle", limb=OTHER),
        ),
    ),
    rep=RULE,
    faults=(
        form_fault(
            "knees_separate",
            "The knees came apart.",
            "Knees stay glued.",
            Bound(angle="knee_spread_ratio", above=0.10, relative=Relative.CHANGE),
        ),
        form_fault(
            "pelvis_rolls",
            "The pelvis rolled.",
            "Hips stacked.",
            ROLLED_BACK,
        ),
    ),
    rep_faults=(
        short_range(
            "small_range",
            "The foot was lifted only a little.",
            "A little higher if comfortable.",
            21.25,  # B.7 says 12, which is no repetition by B.0.3; this is 0.85 of 25
        ),
        *tempo_faults(RULE),
    ),
    card=InstructionCard(
        trains="The muscles that turn the thigh inwards, at the front of the side of the hip.",
        evidence=(reasoned("There is little direct evidence; it is optional."),),
        steps=(
            "Lie on your side, hips and knees bent, knees together.",
            "Lift the upper foot; the knees stay together.",
            "Lower slowly.",
        ),
        easier="Lift less.",
        harder="Put a band round the ankles.",
        avoid="Not when it brings on symptoms in the buttock or the leg.",
    ),
    also_fits=("side_lying_hip_abduction",),
    dose="2 x 10 a side",
    source="Measurement specification B.7",
)
