"""Single-leg bridge (measurement specification B.2)."""

from exercises.card import InstructionCard, checked
from exercises.presets import (
    CAM_S_LOW,
    FAIR,
    GOOD,
    LYING,
    START,
    STILL_LYING,
    form_fault,
    short_range,
    tempo_faults,
)
from exercises.spec import (
    Anchor,
    Bound,
    Exercise,
    Phase,
    Priority,
    Relative,
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
LIFT = RepSignal(
    angle="hip_angle_supine_deg",
    limb=WORKING,
    target=165.0,
    way_min=25.0,
    shown_at=(("shoulder", WORKING), ("hip", WORKING), ("knee", WORKING)),
)
RULE = RepRule(signals={View.SIDE: LIFT}, range_deg=(165.0, 180.0), hold_target_s=2.0)
FOOT_UP = "Keep one foot on the floor and the other off it."
EXERCISE = Exercise(
    key="single_leg_bridge",
    name="Single-leg bridge",
    summary="Lie on your back, one foot on the floor, the other leg up, and lift your hips.",
    sides=Sides.ASKED,
    camera=CAM_S_LOW,
    start=StartPosture(
        requirements=(
            LYING,
            Requirement(
                bound=Bound(angle="knee_height_ratio", limb=WORKING, below=0.2, neutral=0.5),
                advice="Lie on your back with one foot on the floor, its knee up.",
            ),
            Requirement(
                bound=Bound(angle="knee_flexion_deg", limb=WORKING, below=50.0, neutral=120.0),
                advice="Bend the knee of the leg that works.",
            ),
            Requirement(
                bound=Bound(angle="ankle_rise_ratio", limb=OTHER, below=0.3, neutral=0.8),
                advice="Lift the other foot off the floor.",
            ),
            Requirement(
                bound=Bound(angle="hip_angle_supine_deg", limb=WORKING, above=158.0),
                advice="Lower your hips to the mat.",
            ),
        ),
        throughout=(
            STILL_LYING,
            Requirement(
                bound=Bound(angle="ankle_rise_ratio", limb=OTHER, below=0.15, neutral=0.8),
                advice=FOOT_UP,
            ),
        ),
        anchors=(Anchor(part="shoulder", limb=WORKING), Anchor(part="ankle", limb=WORKING)),
    ),
    rep=RULE,
    faults=(
        form_fault(
            "free_side_drops",
            "The free side of the pelvis dropped or turned.",
            "Keep both hips level.",
            Bound(angle="hip_stack_ratio", limb=WORKING, above=0.10, relative=Relative.CHANGE),
            after_s=0.4,
        ),
        form_fault(
            "over_arching",
            "The hips went above the line from shoulder to knee: the low back may bend.",
            "Ribs down.",
            Bound(angle="hip_above_line_ratio", limb=WORKING, above=0.06),
            after_s=0.5,
            phases=frozenset({Phase.PEAK}),
        ),
        form_fault(
            "foot_too_far",
            "The foot is far from the hips, so the back of the thigh may take over.",
            "Heel closer to your seat.",
            Bound(angle="knee_flexion_deg", limb=WORKING, below=105.0, neutral=125.0),
            after_s=0.0,
            reliability=GOOD,
            phases=START,
            priority=Priority.SETUP,
        ),
    ),
    rep_faults=(
        short_range(
            "not_high_enough",
            "The hips stayed below the line from shoulder to knee.",
            "A little higher.",
            158.0,
        ),
        *tempo_faults(RULE),
    ),
    traces=(
        TraceRule(
            key="free_leg_swings",
            meaning="The free leg swung to help.",
            cue="Keep the free leg still.",
            angles=("thigh_lean_deg",),
            limb=OTHER,
            statistic=Statistic.SPEED,
            above=120.0,
            phases=frozenset({Phase.UP}),
            reliability=FAIR,
        ),
    ),
    position=(Bound(angle="knee_flexion_deg", limb=WORKING, below=105.0, neutral=125.0),),
    card=InstructionCard(
        trains="The buttock muscles of the leg you push with.",
        evidence=(
            checked(
                "Among the best choices for the middle part of the muscle at the side of the hip.",
                "Moore 2020",
            ),
            checked(
                "With the heel close to the seat the back of the thigh works far less.",
                "Lehecka 2017",
            ),
        ),
        steps=(
            "One foot close to your seat, the other leg up.",
            "Push through the heel until shoulder, hip and knee are in line.",
            "Hold two seconds, both hips level.",
            "Lower slowly.",
        ),
        easier="Bend the free knee, or use both legs.",
        harder="Straighten the free leg.",
        avoid=(
            "Not before 2 x 12 bridges on both legs are easy, nor with pain above 3. Cramp: "
            "heel closer."
        ),
        easier_key="glute_bridge",
    ),
    also_fits=("glute_bridge",),
    dose="2-3 x 6-10 a side, 2 s hold",
    source="Measurement specification B.2; Lehecka 2017, Moore 2020, Selkowitz 2013",
)
