"""Fire hydrant: hip abduction on all fours, seen from the head end (specification B.8)."""

from exercises.card import InstructionCard, reasoned
from exercises.presets import GOOD, form_fault, tempo_faults
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
)
from kinematics.body import Limb
from kinematics.quality import View

WORKING, OTHER = Limb.WORKING, Limb.OTHER
SWAY = 0.18  # B.8: 0.12 torso lengths, told in shoulder widths: 0.12 / 0.65
CAMERA = CameraSetup(
    preset="CAM-F-LOW",
    text=(
        "Put the camera 50 cm high and 2-2.5 m in front of your head; "
        "go on hands and knees facing it."
    ),
    view=View.END_ON,
    allowed=frozenset({View.END_ON}),
    parts=("shoulder", "hip", "knee"),
)
RAISE = RepSignal(
    angle="thigh_aside_deg",
    limb=WORKING,
    target=40.0,
    relative=Relative.CHANGE,
    shown_at=(("knee", OTHER), ("hip", WORKING), ("knee", WORKING)),
)
RULE = RepRule(signals={View.END_ON: RAISE}, range_deg=(40.0, 60.0), hold_target_s=1.0)
EXERCISE = Exercise(
    key="fire_hydrant",
    name="Fire hydrant",
    summary="On hands and knees, lift one bent leg out to the side.",
    sides=Sides.EITHER,
    camera=CAMERA,
    start=StartPosture(
        requirements=(
            Requirement(
                bound=Bound(angle="trunk_length_ratio", above=0.85),
                advice="Go on hands and knees, your head to the camera.",
            ),
            Requirement(
                bound=Bound(angle="hand_drop_ratio", limb=Limb.NEAR, below=0.5, neutral=1.5),
                advice="Put your hands under your shoulders.",
            ),
            *(
                Requirement(
                    bound=Bound(angle="shin_level_ratio", limb=limb, above=0.6),
                    advice="Kneel with both shins on the floor.",
                )
                for limb in (Limb.NEAR, Limb.FAR)
            ),
        ),
        throughout=(
            Requirement(
                bound=Bound(angle="trunk_length_ratio", above=0.95, neutral=0.3),
                advice="Stay on hands and knees during the exercise.",
            ),
        ),
        anchors=(
            Anchor(part="wrist", limb=Limb.NEAR),
            Anchor(part="wrist", limb=Limb.FAR),
            Anchor(part="knee", limb=OTHER),
        ),
        anchor_drift_max=0.5,
    ),
    rep=RULE,
    faults=(
        form_fault(
            "leans_away",
            "The trunk moved to the other side: weight shifts instead of the leg.",
            "Stay centred.",
            Bound(angle="shoulder_sway_ratio", above=SWAY),
            Bound(angle="hip_sway_ratio", above=SWAY),
            reliability=GOOD,
        ),
        form_fault(
            "pelvis_opens",
            "The side of the lifted leg turned up.",
            "Belt buckle to the floor.",
            Bound(angle="hip_hike_deg", limb=WORKING, above=12.0),
        ),
        form_fault(
            "elbow_bends",
            "One shoulder dipped.",
            "Push the floor away.",
            Bound(angle="shoulder_tilt_deg", limb=WORKING, above=8.0),
            Bound(angle="shoulder_tilt_deg", limb=OTHER, above=8.0),
        ),
        form_fault(
            "knee_straightens",
            "The knee of the lifted leg opened.",
            "Keep the knee bent.",
            Bound(angle="shin_level_ratio", limb=WORKING, above=0.5, relative=Relative.CHANGE),
        ),
    ),
    rep_faults=tempo_faults(RULE),
    card=InstructionCard(
        trains="The muscles at the side and back of the hip.",
        evidence=(
            reasoned("Studies differ a lot; it is here as a change from lying on the side."),
        ),
        steps=(
            "Hands under shoulders, knees under hips, head to the camera.",
            "Lift one bent leg out to the side.",
            "Hold for a second; hips and shoulders stay level.",
            "Lower slowly.",
        ),
        easier="Lift less, or rest on your forearms.",
        harder="Put a band round the thighs.",
        avoid="Not when it brings on leg symptoms, or when kneeling hurts.",
    ),
    dose="2 x 8-12 a side, 1-2 s hold",
    source="Measurement specification B.8",
)
