"""Figure-4 stretch on the back (measurement specification B.19). A timed, gentle hold."""

from exercises.card import InstructionCard, checked, reasoned
from exercises.presets import CAM_S_LOW, LYING, MOVING, STILL_LYING, form_fault
from exercises.spec import (
    Anchor,
    Bound,
    Exercise,
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
PULL = RepSignal(
    angle="supine_hip_flexion_deg",
    limb=OTHER,
    target=70.0,
    way_min=12.0,
    start_limit=60.0,
    shown_at=(("shoulder", OTHER), ("hip", OTHER), ("knee", OTHER)),
)
RULE = RepRule(
    signals={View.SIDE: PULL},
    range_deg=(70.0, 100.0),
    hold_target_s=20.0,
    up_min_s=0.0,
    down_min_s=0.0,
    still_max_deg_s=5.0,
)
CROSSED = "Put one ankle over the other knee."
EXERCISE = Exercise(
    key="figure_4_stretch",
    name="Figure-4 stretch",
    summary="On your back, one ankle over the other knee: pull the thigh gently towards you.",
    sides=Sides.ASKED,
    camera=CAM_S_LOW,
    start=StartPosture(
        requirements=(
            LYING,
            Requirement(bound=Bound(angle="crossed_ankle_ratio", above=0.25), advice=CROSSED),
        ),
        throughout=(
            STILL_LYING,
            Requirement(bound=Bound(angle="crossed_ankle_ratio", above=0.4), advice=CROSSED),
        ),
        anchors=(Anchor(part="shoulder", limb=Limb.NEAR),),
    ),
    rep=RULE,
    faults=(
        form_fault(
            "head_lifts",
            "The head came off the mat.",
            "Rest your head.",
            Bound(angle="head_lift_ratio", above=0.10),
        ),
    ),
    rep_faults=(),
    traces=(
        TraceRule(
            key="bouncing",
            meaning="The stretch went to and fro.",
            cue="Ease in and breathe.",
            angles=("supine_hip_flexion_deg",),
            limb=OTHER,
            statistic=Statistic.SWINGS,
            size=8.0,
            above=2.0,
            phases=MOVING,
        ),
    ),
    card=InstructionCard(
        trains="A gentle stretch of the buttock.",
        evidence=(
            reasoned("Stretching is customary for buttock pain, not well tested."),
            checked("Some muscles may be too long already: argued from one case.", "Tonley 2010"),
        ),
        steps=(
            "Lie on your back, one ankle over the other knee.",
            "Pull the other thigh gently towards you.",
            "Stay for 20-30 seconds, breathe, head on the mat.",
        ),
        easier="Leave the foot on the floor and only cross the leg.",
        harder="There is no need for more.",
        avoid="Keep it only if it eases or changes nothing within a day.",
    ),
    teaching=("A camera cannot see the pelvis roll here.",),
    dose="2-3 x 20-30 s a side, once or twice a day",
    source="Measurement specification B.19; Tonley 2010",
)
