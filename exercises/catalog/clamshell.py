"""Clamshell (measurement specification B.5)."""

from exercises.card import InstructionCard, checked
from exercises.presets import CAM_A_LOW, LYING, ROLLED_BACK, STILL_LYING, UPPER_LEG, tempo_faults
from exercises.spec import (
    Anchor,
    Bound,
    Exercise,
    FaultRule,
    Phase,
    Priority,
    Relative,
    Reliability,
    RepFaultRule,
    RepQuantity,
    RepRule,
    RepSignal,
    Requirement,
    Sides,
    StartPosture,
)
from kinematics.body import Limb
from kinematics.quality import View

WORKING, OTHER = Limb.WORKING, Limb.OTHER
OPENING = RepSignal(
    angle="clamshell_opening_deg",
    limb=WORKING,
    target=30.0,
    shown_at=(("knee", OTHER), ("hip", WORKING), ("knee", WORKING)),
)
RULE = RepRule(signals={View.FRONT: OPENING}, range_deg=(30.0, 35.0), hold_target_s=2.0)
MOVING = frozenset({Phase.UP, Phase.PEAK, Phase.DOWN})
EXERCISE = Exercise(
    key="clamshell",
    name="Clamshell",
    summary="Lie on your side, knees bent, feet together, and open the upper knee.",
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
        ),
        throughout=(STILL_LYING,),
        anchors=(
            Anchor(part="shoulder"),
            Anchor(part="hip"),
            Anchor(part="knee", limb=OTHER),
            Anchor(part="ankle", limb=WORKING),
        ),
    ),
    rep=RULE,
    faults=(
        FaultRule(
            key="rolling_back",
            meaning="The pelvis rolled back, so the movement came from the trunk.",
            cue="Keep your hips stacked.",
            phases=MOVING,
            any_of=(
                ROLLED_BACK,
                (Bound(angle="clamshell_opening_deg", limb=WORKING, above=50.0, neutral=30.0),),
            ),
            min_duration_s=0.3,
            reliability=Reliability.FAIR,
            priority=Priority.COMPENSATION,
        ),
        FaultRule(
            key="feet_separate",
            meaning="The feet came apart, which makes it a leg lift.",
            cue="Heels stay together.",
            phases=MOVING,
            any_of=(
                (
                    Bound(
                        angle="ankle_gap_ratio", limb=WORKING, above=0.12, relative=Relative.CHANGE
                    ),
                ),
            ),
            min_duration_s=0.3,
            reliability=Reliability.FAIR,
            priority=Priority.COMPENSATION,
        ),
        FaultRule(
            key="hips_out_of_range",
            meaning="The hips are much straighter, or much more bent, than half-way.",
            cue="Bend your hips halfway.",
            phases=frozenset({Phase.REST}),
            any_of=(
                (Bound(angle="side_lying_hip_flexion_deg", limb=OTHER, below=25.0, neutral=50.0),),
                (Bound(angle="side_lying_hip_flexion_deg", limb=OTHER, above=80.0, neutral=50.0),),
            ),
            min_duration_s=0.0,
            reliability=Reliability.FAIR,
            priority=Priority.SETUP,
        ),
    ),
    rep_faults=(
        RepFaultRule(
            key="small_range",
            meaning="The knee opened only a little.",
            cue="Open a little more, if comfortable.",
            quantity=RepQuantity.PEAK,
            below=25.5,  # B.5 says 15, which is no repetition by B.0.3; this is 0.85 of 30
            priority=Priority.RANGE,
        ),
        *tempo_faults(RULE),
    ),
    card=InstructionCard(
        trains="The muscles at the side and back of the hip.",
        evidence=(
            checked(
                "Of 11 exercises the one with most buttock work compared with the front "
                "of the hip.",
                "Selkowitz 2013",
            ),
            checked(
                "The buttock works more with the pelvis upright than rolled back.",
                "Willcox & Burden 2013",
            ),
        ),
        steps=(
            "Lie on your side, hips bent half-way, feet together, a towel under the waist.",
            "Open the upper knee; the feet stay together.",
            "Hold two seconds, hips stacked.",
            "Close slowly.",
        ),
        easier="Open less.",
        harder="Put a band round the thighs, or lift the straight leg.",
        avoid="Not when leg symptoms come, or lying on that side hurts.",
        harder_key="side_lying_hip_abduction",
    ),
    teaching=("A hand on the upper hip feels a small roll, which the camera does not see.",),
    dose="2-3 x 12-15 a side, 2 s hold; a band when it gets easy",
    source="Measurement specification B.5; Distefano 2009, Selkowitz 2013, Willcox & Burden 2013",
)
