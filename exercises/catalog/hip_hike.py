"""Hip hike: pelvic drop and rise on a step (measurement specification B.17)."""

from dataclasses import replace

from exercises.card import InstructionCard, checked
from exercises.presets import CAM_F, FAIR, GOOD, ON_FEET, UPRIGHT, form_fault, shrinks, tempo_faults
from exercises.spec import (
    Anchor,
    Bound,
    Exercise,
    Priority,
    Relative,
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
CAMERA = replace(
    CAM_F,
    text=(
        "Face the camera, which stands upright at hip height, 2-2.5 m away, or turn your back to "
        "it: a small movement needs you large in the picture, from head to feet."
    ),
    allowed=frozenset({View.FRONT, View.REAR}),
)
# The line between the hips is blind to most of it (docs/pelvis_stickers.md): the hanging foot is
# read in its place.
SINK = RepSignal(
    angle="pelvis_drop_by_foot_deg",
    limb=WORKING,
    target=8.0,
    relative=Relative.CHANGE,
    shown_at=(("hip", WORKING), ("hip", OTHER), ("ankle", OTHER)),
)
RULE = RepRule(
    signals={View.FRONT: SINK, View.REAR: SINK},
    range_deg=(8.0, 11.0),
    hold_target_s=0.0,
    lowers=True,
    up_min_s=0.8,
    down_min_s=0.7,
    rep_min_s=1.4,  # a hop takes less
)
STRAIGHT = "Stand on one straight leg; the other hangs straight beside the step."
LONG = Bound(angle="leg_length_ratio", limb=WORKING, below=0.93, relative=Relative.RATIO, neutral=1)
EXERCISE = Exercise(
    key="hip_hike",
    name="Hip hike",
    summary="Stand on a step with one leg; let the other side of the pelvis sink and lift it.",
    sides=Sides.ASKED,
    camera=CAMERA,
    start=StartPosture(
        requirements=(
            UPRIGHT,
            Requirement(
                bound=Bound(angle="ankle_step_ratio", above=0.15),
                advice="Let the free leg hang straight beside the step.",
            ),
            Requirement(
                bound=Bound(angle="ankle_spread_ratio", above=0.35),
                advice="Let the free leg hang beside the step.",
            ),
            *(
                Requirement(
                    bound=Bound(angle="knee_flexion_deg", limb=limb, above=25.0), advice=STRAIGHT
                )
                for limb in (WORKING, OTHER)
            ),
            Requirement(
                bound=Bound(angle="weight_over_ratio", limb=WORKING, below=0.10, neutral=0.5),
                advice="Put your weight on the leg on the step.",
            ),
        ),
        throughout=(
            ON_FEET,
            Requirement(
                bound=Bound(angle="pelvis_drop_by_foot_deg", limb=WORKING, above=15.0),
                advice="Only let the pelvis sink: a small movement.",
            ),
            Requirement(bound=LONG, advice="Keep the standing knee straight."),
            Requirement(
                bound=Bound(angle="ankle_step_ratio", above=0.25),
                advice="Let the free leg hang straight.",
            ),
            Requirement(
                bound=Bound(angle="knee_flexion_deg", limb=OTHER, above=35.0),
                advice="Let the free leg hang straight.",
            ),
        ),
        anchors=(Anchor(part="ankle", limb=WORKING),),
        anchor_drift_max=0.15,
    ),
    rep=RULE,
    faults=(
        form_fault(
            "standing_knee_bends",
            "The standing knee bent: the knee does the work of the hip.",
            "Lock the standing knee straight.",
            shrinks("leg_length_ratio", 0.96),
        ),
        form_fault(
            "trunk_sways",
            "The trunk swayed.",
            "Shoulders still.",
            Bound(angle="trunk_aside_deg", limb=WORKING, above=8.0),
            Bound(angle="trunk_aside_deg", limb=OTHER, above=8.0),
            reliability=GOOD,
        ),
        form_fault(
            "free_hip_bends",
            "The free knee came up.",
            "Leg hangs straight.",
            # B.17: 0.06 leg lengths, told in torso lengths (a leg is 1.64 of them)
            Bound(angle="knee_lift_ratio", limb=OTHER, above=0.10),
        ),
    ),
    rep_faults=(
        RepFaultRule(
            key="too_small",
            meaning="The pelvis moved only a little.",
            cue="Lower a bit further.",
            quantity=RepQuantity.PEAK,
            below=6.0,
            priority=Priority.RANGE,
            reliability=FAIR,
        ),
        *tempo_faults(RULE),
    ),
    card=InstructionCard(
        trains="The muscles at the side of the standing hip.",
        evidence=(
            checked(
                "The only family of exercises in which all parts of the main muscle there "
                "work hard.",
                "Moore 2020",
            ),
        ),
        steps=(
            "Stand on a 10-15 cm step with one leg, knee straight, a wall near.",
            "Let the free side of the pelvis sink; two seconds.",
            "Lift it to level or a little higher; two seconds.",
        ),
        easier="Stand on the floor and only lift the free side.",
        harder="Hold a weight on the free side.",
        avoid="Not when the outside of the hip hurts.",
    ),
    teaching=(
        (
            "The app reads how far the free foot sinks, to about two degrees: keep the "
            "standing knee straight."
        ),
    ),
    dose="2-3 x 10-12 a side, 2 s each way",
    source="Measurement specification B.17; Moore 2020",
)
