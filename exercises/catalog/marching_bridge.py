"""Marching bridge (measurement specification B.3)."""

from exercises.card import InstructionCard, reasoned
from exercises.presets import CAM_S_LOW, GOOD, LYING, form_fault, tempo_faults
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
# The foot leaves the floor: without it the movement is a bridge.
FOOT = RepSignal(angle="ankle_lift_ratio", limb=WORKING, target=0.08)
MARCH = RepSignal(
    angle="supine_hip_flexion_deg",
    limb=WORKING,
    target=25.0,
    relative=Relative.CHANGE,
    shown_at=(("shoulder", WORKING), ("hip", WORKING), ("knee", WORKING)),
    also=FOOT,
)
RULE = RepRule(
    signals={View.SIDE: MARCH},
    range_deg=(25.0, 40.0),
    hold_target_s=0.0,
    up_min_s=0.5,
    down_min_s=0.5,
)
EXERCISE = Exercise(
    key="marching_bridge",
    name="Marching bridge",
    summary="At the top of a bridge, lift one foot a little, then the other.",
    sides=Sides.EITHER,
    camera=CAM_S_LOW,
    start=StartPosture(
        requirements=(
            LYING,
            *(
                Requirement(
                    bound=Bound(angle="knee_height_ratio", limb=limb, below=0.0, neutral=0.3),
                    advice="Lie on your back, knees up and both feet on the floor.",
                )
                for limb in (WORKING, OTHER)
            ),
            *(
                Requirement(
                    bound=Bound(angle="knee_flexion_deg", limb=limb, below=50.0, neutral=100.0),
                    advice="Lie on your back, knees bent and both feet on the floor.",
                )
                for limb in (WORKING, OTHER)
            ),
            *(
                Requirement(
                    bound=Bound(
                        angle="hip_angle_supine_deg", limb=limb, below=155.0, neutral=175.0
                    ),
                    advice="Lift your hips in line with your knees and stay there.",
                )
                for limb in (WORKING, OTHER)
            ),
        ),
        throughout=(
            Requirement(
                bound=Bound(angle="hip_angle_supine_deg", limb=OTHER, below=140.0, neutral=175.0),
                advice="Keep your hips up between the steps.",
            ),
        ),
        anchors=(Anchor(part="shoulder", limb=OTHER), Anchor(part="ankle", limb=OTHER)),
    ),
    rep=RULE,
    faults=(
        form_fault(
            "hips_sink",
            "The hips sank.",
            "Keep your hips high.",
            Bound(angle="hip_angle_supine_deg", limb=OTHER, below=-12.0, relative=Relative.CHANGE),
            Bound(angle="hip_sink_ratio", above=0.08),
            reliability=GOOD,
        ),
        form_fault(
            "pelvis_rocks",
            "The pelvis rocked from side to side.",
            "Headlights level.",
            Bound(angle="hip_stack_ratio", limb=WORKING, above=0.10, relative=Relative.SHIFT),
        ),
        form_fault(
            "foot_flies_up",
            "The knee came up far.",
            "Small, slow lifts.",
            Bound(
                angle="supine_hip_flexion_deg",
                limb=WORKING,
                above=60.0,
                relative=Relative.CHANGE,
                neutral=30.0,
            ),
            after_s=0.1,
            reliability=GOOD,
        ),
        form_fault(
            "over_arching",
            "The hips went above the line from shoulder to knee: the low back may bend.",
            "Ribs down.",
            Bound(angle="hip_above_line_ratio", limb=OTHER, above=0.06),
            after_s=0.5,
        ),
    ),
    rep_faults=tempo_faults(RULE),
    card=InstructionCard(
        trains="The buttock of the leg that stays down, and a steady pelvis.",
        evidence=(
            reasoned(
                "No study compares it; it should lie between the bridge with both legs "
                "and with one."
            ),
        ),
        steps=(
            "Lift your hips into a bridge and stay up.",
            "Lift one foot clear of the floor, the knee a little towards you.",
            "Put it down slowly and lift the other.",
        ),
        easier="Lift only the heel, or keep both feet down.",
        harder="Hold each foot up for two seconds.",
        avoid="Not when the back of the thigh cramps or the low back hurts.",
        easier_key="glute_bridge",
    ),
    dose="2 x 6-8 a side, 1 s up, 1 s down",
    source="Measurement specification B.3",
)
