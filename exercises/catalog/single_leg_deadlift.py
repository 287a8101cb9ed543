"""Single-leg deadlift: hip hinge on one leg (measurement specification B.16)."""

from exercises.card import InstructionCard, checked
from exercises.presets import CAM_S, GOOD, MOVING, UPRIGHT, form_fault, tempo_faults
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
    Statistic,
    TraceRule,
)
from kinematics.body import Limb
from kinematics.quality import View

WORKING, OTHER = Limb.WORKING, Limb.OTHER
# The free leg comes along: without it the movement is a bow on two legs.
FREE_LEG = RepSignal(angle="leg_back_deg", limb=OTHER, target=35.0, way_min=25.0)
HINGE = RepSignal(
    angle="trunk_forward_deg",
    limb=WORKING,
    target=50.0,
    way_min=35.0,
    shown_at=(("shoulder", WORKING), ("hip", WORKING), ("knee", WORKING)),
    also=FREE_LEG,
)
RULE = RepRule(
    signals={View.SIDE: HINGE},
    range_deg=(50.0, 70.0),
    hold_target_s=0.0,
    lowers=True,
    up_min_s=0.8,
    down_min_s=0.7,
)
EXERCISE = Exercise(
    key="single_leg_deadlift",
    name="Single-leg deadlift",
    summary="Stand on one leg and tip forward at the hip; the other leg goes back.",
    sides=Sides.EITHER,
    camera=CAM_S,
    start=StartPosture(
        requirements=(
            UPRIGHT,
            *(
                Requirement(
                    bound=Bound(angle="leg_back_deg", limb=limb, above=25.0),
                    advice="Stand up straight, the free foot beside the other or just off the "
                    "floor.",
                )
                for limb in (WORKING, OTHER)
            ),
        ),
        throughout=(
            Requirement(
                bound=Bound(angle="knee_flexion_deg", limb=WORKING, above=75.0, neutral=15.0),
                advice="Keep the standing knee soft, not bent.",
            ),
        ),
        anchors=(Anchor(part="ankle", limb=WORKING),),
    ),
    rep=RULE,
    faults=(
        form_fault(
            "back_rounds",
            "The neck and upper back bent.",
            "Long spine.",
            Bound(angle="neck_bend_deg", above=20.0, relative=Relative.SHIFT),
            after_s=0.4,
        ),
        form_fault(
            "knee_not_soft",
            "The standing knee was locked, or bent so much that it becomes a squat.",
            "Soft knee.",
            Bound(angle="knee_flexion_deg", limb=WORKING, below=5.0, neutral=15.0),
            Bound(angle="knee_flexion_deg", limb=WORKING, above=35.0, neutral=15.0),
            after_s=0.4,
            reliability=GOOD,
        ),
        form_fault(
            "hip_opens",
            "The pelvis or the shoulders turned open.",
            "Toes of the back foot down.",
            Bound(
                angle="shoulder_width_ratio",
                limb=WORKING,
                above=1.25,
                relative=Relative.RATIO,
                neutral=1.0,
            ),
        ),
        form_fault(
            "leg_not_in_line",
            "The free leg hung below the line of the trunk.",
            "Back leg long.",
            Bound(angle="trunk_leg_line_deg", limb=OTHER, below=155.0, neutral=180.0),
            reliability=GOOD,
        ),
    ),
    rep_faults=tempo_faults(RULE),
    traces=(
        TraceRule(
            key="wobbles",
            meaning="The hips wavered.",
            cue="Use the wall.",
            angles=("hip_place_ratio", "hip_sink_ratio"),
            statistic=Statistic.JITTER,
            # B.16: 0.03 leg lengths, told in trunk sizes (a leg is 1.64 of them)
            above=0.05,
            phases=MOVING,
        ),
    ),
    card=InstructionCard(
        trains="Buttock and back of the thigh of the standing leg, and balance.",
        evidence=(
            checked(
                "Among the exercises in which the buttock works hardest without weights.",
                "Distefano 2009",
            ),
        ),
        steps=(
            "Stand on one leg, the knee soft, a wall within reach.",
            "Tip forward at the hip, the other leg in line with the trunk.",
            "Three seconds down, then come up.",
        ),
        easier="Keep a hand on the wall and tip less far.",
        harder="Hold a weight on the free side.",
        avoid=(
            "A late exercise: it pulls on the sciatic nerve. Not while leg symptoms are "
            "easily stirred up; stop when they come."
        ),
    ),
    teaching=("The camera does not see the low back round: keep it long.",),
    dose="2 x 6-8 a side, 3 s down",
    source="Measurement specification B.16; Distefano 2009",
)
