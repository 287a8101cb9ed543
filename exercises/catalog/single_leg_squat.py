"""Single-leg squat (measurement specification B.14)."""

from exercises.card import InstructionCard, checked
from exercises.presets import GOOD, MOVING, ON_FEET, UPRIGHT, form_fault, shrinks, tempo_faults
from exercises.spec import (
    Anchor,
    Bound,
    CameraSetup,
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
KNEE = (("hip", WORKING), ("knee", WORKING), ("ankle", WORKING))
CAMERA = CameraSetup(
    preset="CAM-F or CAM-S",
    text=(
        "Put the camera at hip height, 2-2.5 m away: facing you to see knee and pelvis, "
        "or side-on to see the depth. With stickers on the back of the pelvis: from behind."
    ),
    view=View.FRONT,
    allowed=frozenset({View.FRONT, View.REAR, View.SIDE, View.OBLIQUE}),
    parts=("shoulder", "hip", "knee"),
)
# 45 degrees of a leg of two equal segments take 1 - cos(45 / 2) of its height.
FROM_FRONT = RepSignal(
    angle="stance_drop_ratio",
    limb=WORKING,
    target=0.076,
    shown_at=KNEE,
    reported="stance_knee_from_height_deg",
    power=1.7,
)
FROM_SIDE = RepSignal(angle="knee_flexion_deg", limb=WORKING, target=45.0, shown_at=KNEE)
RULE = RepRule(
    signals={
        View.FRONT: FROM_FRONT,
        View.REAR: FROM_FRONT,
        View.SIDE: FROM_SIDE,
        View.OBLIQUE: FROM_FRONT,
    },
    range_deg=(45.0, 75.0),
    hold_target_s=0.0,
    lowers=True,
    up_min_s=0.8,
    down_min_s=0.7,
)
# B.14: 0.03 leg lengths, told in trunk sizes (a leg is 1.64 of them).
SWAY = 0.05
ONLY_SIDE, ONLY_FRONT = frozenset({View.SIDE}), frozenset({View.FRONT})
EXERCISE = Exercise(
    key="single_leg_squat",
    name="Single-leg squat",
    summary="Stand on one leg, bend it a little, and come up again.",
    sides=Sides.ASKED,
    camera=CAMERA,
    start=StartPosture(
        requirements=(
            UPRIGHT,
            Requirement(
                bound=Bound(angle="ankle_rise_ratio", limb=OTHER, below=0.25, neutral=0.7),
                advice="Stand on one leg and lift the other foot.",
            ),
            Requirement(
                bound=Bound(angle="ankle_gap_ratio", below=0.5, neutral=0.9),
                advice="Stand on one leg and lift the other foot.",
            ),
            Requirement(
                bound=Bound(angle="leg_back_deg", limb=OTHER, above=50.0),
                advice="Keep the free foot in the air, not on a chair.",
            ),
            Requirement(
                bound=Bound(angle="knee_flexion_deg", limb=WORKING, above=35.0),
                advice="Stand up straight on one leg.",
            ),
        ),
        throughout=(
            ON_FEET,
            Requirement(
                bound=Bound(
                    angle="knee_flexion_deg", limb=OTHER, above=40.0, relative=Relative.SHIFT
                ),
                advice="Only the standing leg bends.",
            ),
        ),
        anchors=(Anchor(part="ankle", limb=WORKING),),
    ),
    rep=RULE,
    faults=(
        form_fault(
            "knee_falls_in",
            "The knee moved to the inside of the foot.",
            "Knee over your little toe.",
            (
                Bound(angle="knee_inwards_deg", limb=WORKING, above=10.0),
                Bound(angle="knee_outside_toe_ratio", limb=WORKING, below=-0.03),
            ),
            after_s=0.25,
            views=ONLY_FRONT,
        ),
        form_fault(
            "pelvis_drops",
            "The free side of the pelvis dropped.",
            "Belt line level.",
            Bound(angle="hip_hike_deg", limb=WORKING, above=6.0, relative=Relative.CHANGE),
            after_s=0.25,
            views=ONLY_FRONT,
        ),
        form_fault(
            "trunk_leans",
            "The trunk leaned over the standing leg.",
            "Stay over your hips.",
            Bound(angle="trunk_aside_deg", limb=WORKING, above=10.0),
            after_s=0.25,
            reliability=GOOD,
            views=ONLY_FRONT,
        ),
        form_fault(
            "trunk_turns",
            "The trunk turned.",
            "Face forward.",
            shrinks("shoulder_width_ratio", 0.88),
            views=ONLY_FRONT,
        ),
        form_fault(
            "heel_lifts",
            "The heel came off the floor.",
            "Heel down.",
            Bound(angle="heel_lift_leg_ratio", limb=WORKING, above=0.03, relative=Relative.CHANGE),
            views=ONLY_SIDE,
        ),
        form_fault(
            "foot_touches",
            "The free foot came down.",
            "Touch the wall, smaller bend.",
            Bound(angle="ankle_rise_ratio", limb=OTHER, below=0.06, neutral=0.4),
            after_s=0.1,
            reliability=GOOD,
        ),
    ),
    rep_faults=tempo_faults(RULE),
    traces=(
        TraceRule(
            key="wobbles",
            meaning="The hips swayed to and fro.",
            cue="Touch the wall, smaller bend.",
            angles=("hip_place_ratio",),
            statistic=Statistic.SPREAD,
            above=SWAY,
            phases=MOVING,
            views=ONLY_FRONT,
        ),
    ),
    card=InstructionCard(
        trains="Buttock and thigh of the standing leg, and a steady pelvis.",
        evidence=(
            checked(
                "The muscle at the side of the hip works hard in this family of exercises.",
                "Boren 2011, MacAskill 2014",
            ),
            checked(
                "One person with buttock pain did better after hip training and "
                "step-downs; a single case proves nothing.",
                "Tonley 2010",
            ),
        ),
        steps=(
            "Stand on one leg, a wall or chair within reach.",
            "Bend the knee a little, over the little toe; take three seconds.",
            "Keep the belt line level and come up again.",
        ),
        easier="Touch a wall and bend less, or squat on both legs.",
        harder="Bend deeper, or stand on a low step.",
        avoid="Not when the knee or hip hurts, or you feel unsafe on one leg.",
        easier_key="squat",
    ),
    dose="2-3 x 6-10 a side, 3 s down",
    source="Measurement specification B.14; Boren 2011, MacAskill 2014, Tonley 2010",
)
