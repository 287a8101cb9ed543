"""Seated piriformis stretch (measurement specification B.20). A timed, gentle hold."""

from exercises.card import InstructionCard, checked, reasoned
from exercises.presets import CAM_S, MOVING, SITTING, form_fault
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
LEAN = RepSignal(
    angle="trunk_forward_deg",
    limb=WORKING,
    target=10.0,
    way_min=8.0,
    start_limit=6.0,
    shown_at=(("shoulder", OTHER), ("hip", OTHER), ("knee", OTHER)),
)
RULE = RepRule(
    signals={View.SIDE: LEAN},
    range_deg=(10.0, 35.0),
    hold_target_s=20.0,
    up_min_s=0.0,
    down_min_s=0.0,
    still_max_deg_s=5.0,
)
CROSSED = "Put one ankle on the other knee."
EXERCISE = Exercise(
    key="seated_piriformis_stretch",
    name="Seated buttock stretch",
    summary="Sit tall, one ankle on the other knee, and lean forward with a long back.",
    sides=Sides.ASKED,
    camera=CAM_S,
    start=StartPosture(
        requirements=(
            SITTING,
            Requirement(
                bound=Bound(angle="knee_height_ratio", limb=OTHER, below=-0.35, neutral=0.0),
                advice="Sit on a chair.",
            ),
            Requirement(bound=Bound(angle="crossed_ankle_ratio", above=0.25), advice=CROSSED),
        ),
        throughout=(
            Requirement(
                bound=Bound(angle="knee_height_ratio", limb=OTHER, below=-0.5, neutral=0.0),
                advice="Stay on the chair.",
            ),
            Requirement(bound=Bound(angle="crossed_ankle_ratio", above=0.4), advice=CROSSED),
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
            "back_rounds",
            "The neck and upper back bent.",
            "Hinge, long back.",
            Bound(angle="neck_bend_deg", above=20.0, relative=Relative.SHIFT),
        ),
    ),
    rep_faults=(),
    traces=(
        TraceRule(
            key="bouncing",
            meaning="The stretch went to and fro.",
            cue="Ease in and breathe.",
            angles=("trunk_forward_deg",),
            limb=WORKING,
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
            "Sit tall on a chair, one ankle on the other knee.",
            "Lean forward from the hips, the back long.",
            "Stay for 20-30 seconds and breathe.",
        ),
        easier="Only cross the leg and sit tall.",
        harder="There is no need for more.",
        avoid="Keep it only if it eases or changes nothing within a day.",
    ),
    teaching=(
        "From the side the camera does not see you lean to one side: keep both sit bones down.",
    ),
    dose="2-3 x 20-30 s a side, once or twice a day",
    source="Measurement specification B.20; Tonley 2010",
)
