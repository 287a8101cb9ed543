"""Glute bridge with both legs (measurement specification B.1)."""

from exercises.card import InstructionCard, checked
from exercises.presets import CAM_S_LOW, LYING, STILL_LYING, tempo_faults
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

NEAR = Limb.NEAR
RULE = RepRule(
    signals={
        View.SIDE: RepSignal(
            angle="hip_angle_supine_deg",
            limb=NEAR,
            target=165.0,
            way_min=25.0,
            shown_at=(("shoulder", NEAR), ("hip", NEAR), ("knee", NEAR)),
        )
    },
    range_deg=(165.0, 180.0),
    hold_target_s=2.0,
)
EXERCISE = Exercise(
    key="glute_bridge",
    name="Glute bridge",
    summary="Lie on your back, knees bent, and lift your hips in line with your knees.",
    sides=Sides.BOTH,
    camera=CAM_S_LOW,
    start=StartPosture(
        requirements=(
            LYING,
            Requirement(
                bound=Bound(angle="shoulders_rise_ratio", above=0.4),
                advice="Lie down flat, shoulders on the mat.",
            ),
            Requirement(
                bound=Bound(angle="knee_height_ratio", limb=NEAR, below=0.2, neutral=0.5),
                advice="Lie on your back with your knees up and your feet on the floor.",
            ),
            Requirement(
                bound=Bound(angle="knee_flexion_deg", limb=NEAR, below=50.0, neutral=120.0),
                advice="Bend your knees and put your feet on the floor.",
            ),
            Requirement(
                bound=Bound(angle="hip_angle_supine_deg", limb=NEAR, above=158.0),
                advice="Lower your hips to the mat.",
            ),
        ),
        throughout=(STILL_LYING,),
        anchors=(Anchor(part="shoulder", limb=NEAR), Anchor(part="ankle", limb=NEAR)),
    ),
    rep=RULE,
    faults=(
        FaultRule(
            key="over_arching",
            meaning="The hips went above the line from shoulder to knee: the low back may bend.",
            cue="Ribs down, tuck your tail slightly.",
            phases=frozenset({Phase.PEAK}),
            any_of=((Bound(angle="hip_above_line_ratio", limb=NEAR, above=0.06),),),
            min_duration_s=0.5,
            reliability=Reliability.FAIR,
            priority=Priority.COMPENSATION,
        ),
        FaultRule(
            key="feet_too_far",
            meaning="The feet are far from the hips, so the back of the thigh may take over.",
            cue="Walk your heels closer.",
            phases=frozenset({Phase.REST}),
            any_of=((Bound(angle="knee_flexion_deg", limb=NEAR, below=95.0, neutral=120.0),),),
            min_duration_s=0.0,
            reliability=Reliability.GOOD,
            priority=Priority.SETUP,
        ),
        FaultRule(
            key="feet_moving",
            meaning="The heel lifted or the foot slid, so the calf and thigh may take over.",
            cue="Press through your heels.",
            phases=frozenset({Phase.PEAK}),
            any_of=(
                (Bound(angle="heel_lift_ratio", limb=NEAR, above=0.04, relative=Relative.CHANGE),),
                (
                    Bound(
                        angle="ankle_position_ratio", limb=NEAR, above=0.08, relative=Relative.SHIFT
                    ),
                ),
            ),
            min_duration_s=0.3,
            reliability=Reliability.FAIR,
            priority=Priority.COMPENSATION,
        ),
    ),
    rep_faults=(
        RepFaultRule(
            key="not_high_enough",
            meaning="The hips stayed below the line from shoulder to knee.",
            cue="Lift hips in line with your knees.",
            quantity=RepQuantity.PEAK,
            below=160.0,
            priority=Priority.RANGE,
        ),
        *tempo_faults(RULE),
    ),
    position=(Bound(angle="knee_flexion_deg", limb=NEAR, below=105.0, neutral=120.0),),
    card=InstructionCard(
        trains="The buttock muscles.",
        evidence=(
            checked(
                "Low to moderate work, more in the buttock than at the front of the hip.",
                "Selkowitz 2013",
            ),
            checked(
                "With the legs 30 degrees apart the large buttock muscle works more.", "Kang 2016"
            ),
        ),
        steps=(
            "Lie on your back, knees bent, heels 15-25 cm from your seat.",
            "Push through your heels until shoulders, hips and knees are in line.",
            "Hold two seconds, ribs down.",
            "Lower slowly.",
        ),
        easier="Lift half-way.",
        harder="Put a band round the thighs, or march at the top.",
        avoid="Not when the back of the thigh cramps or the low back hurts.",
        harder_key="marching_bridge",
    ),
    teaching=("The camera does not see the knees fall in or out: keep them over your toes.",),
    dose="2-3 x 10-15, 2 s up, 2 s hold, 2-3 s down; early on 5 x 10 s holds",
    source="Measurement specification B.1; Lehecka 2017 (knee angle), Kang 2016 (hip abduction)",
)
