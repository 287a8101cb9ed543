"""Standing hip abduction (measurement specification B.11)."""

from exercises.card import InstructionCard, checked
from exercises.presets import CAM_F, GOOD, ON_FEET, UPRIGHT, form_fault, shrinks, tempo_faults
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
# The ankle goes out with the knee (not so in a run) and leaves the floor (not so in a shift).
OFF_FLOOR = RepSignal(angle="leg_lift_deg", limb=WORKING, target=20.0)
STRAIGHT = RepSignal(
    angle="leg_aside_deg",
    limb=WORKING,
    target=25.0,
    relative=Relative.CHANGE,
    also=OFF_FLOOR,
)
RAISE = RepSignal(
    angle="thigh_aside_deg",
    limb=WORKING,
    target=25.0,
    relative=Relative.CHANGE,
    shown_at=(("knee", OTHER), ("hip", WORKING), ("knee", WORKING)),
    also=STRAIGHT,
)
RULE = RepRule(signals={View.FRONT: RAISE}, range_deg=(25.0, 30.0), hold_target_s=1.0)
EXERCISE = Exercise(
    key="standing_hip_abduction",
    name="Standing leg raise to the side",
    summary="Stand tall on one leg and lift the other, straight, out to the side.",
    sides=Sides.EITHER,
    camera=CAM_F,
    start=StartPosture(
        requirements=(
            UPRIGHT,
            Requirement(
                bound=Bound(angle="ankle_step_ratio", above=0.25),
                advice="Put both feet on the floor.",
            ),
            Requirement(
                bound=Bound(angle="ankle_spread_ratio", limb=Limb.NEAR, above=0.5),
                advice="Put your feet closer together.",
            ),
        ),
        throughout=(
            ON_FEET,
            Requirement(
                bound=Bound(
                    angle="leg_length_ratio",
                    limb=WORKING,
                    below=0.8,
                    relative=Relative.RATIO,
                    neutral=1.0,
                ),
                advice="Lift the leg to the side, not forward.",
            ),
            Requirement(
                bound=Bound(angle="knee_flexion_deg", limb=WORKING, above=60.0),
                advice="Keep the lifted leg straight.",
            ),
        ),
        anchors=(Anchor(part="ankle", limb=OTHER),),
    ),
    rep=RULE,
    faults=(
        form_fault(
            "trunk_leans",
            "The trunk leaned to the other side: it swings the leg up.",
            "Stay tall.",
            Bound(angle="trunk_aside_deg", limb=OTHER, above=8.0),
            reliability=GOOD,
        ),
        form_fault(
            "pelvis_hikes",
            "The side of the lifted leg was pulled up.",
            "Move the leg, not the pelvis.",
            Bound(angle="hip_hike_deg", limb=WORKING, above=8.0),
        ),
        form_fault(
            "pelvis_drops",
            "The side of the lifted leg sank.",
            "Level belt line.",
            Bound(angle="hip_hike_deg", limb=OTHER, above=6.0),
        ),
        form_fault(
            "toes_out",
            "The toes turned out.",
            "Toes forward.",
            Bound(angle="toes_out_ratio", limb=WORKING, above=0.06, relative=Relative.CHANGE),
            after_s=0.4,
        ),
        form_fault(
            "leg_forward",
            "The leg came forward, so the front of the hip may take over.",
            "Leg slightly back.",
            shrinks("leg_length_ratio", 0.94),
            after_s=0.4,
        ),
    ),
    rep_faults=tempo_faults(RULE),
    card=InstructionCard(
        trains="The muscles at the side of both hips, most on the leg you stand on.",
        evidence=(
            checked(
                "With resistance, standing and moving leg both reach high levels of work "
                "in the middle part of the muscle.",
                "Moore 2020",
            ),
        ),
        steps=(
            "Stand tall, one hand lightly on a chair.",
            "Lift one straight leg to the side, toes forward.",
            "Hold a second; the trunk stays still.",
            "Lower slowly.",
        ),
        easier="Hold on with both hands, lift less.",
        harder="Put a band round the ankles, or let go of the chair.",
        avoid="Not when standing on one leg hurts or feels unsafe.",
    ),
    teaching=("From the front the camera does not see the standing knee bend: keep it easy.",),
    also_fits=("lateral_band_walk",),
    dose="2-3 x 12 a side, 1-2 s hold",
    source="Measurement specification B.11; Moore 2020",
)
