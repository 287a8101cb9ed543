"""Lateral band walk (measurement specification B.13)."""

from dataclasses import replace

from exercises.card import InstructionCard, checked
from exercises.presets import CAM_F, GOOD, ON_FEET, UPRIGHT, form_fault, tempo_faults
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
CAMERA = replace(
    CAM_F,
    preset="CAM-F-FAR",
    text=(
        "Face the camera, which stands at hip height, 3 m away; you need room for three or four "
        "steps to the side and must be seen from head to feet all the way."
    ),
)
STEP = RepSignal(
    angle="ankle_spread_ratio",
    limb=WORKING,
    target=0.45,
    way_min=0.12,
    reported="leg_opening_deg",
    shown_at=(("ankle", OTHER), ("hip", WORKING), ("ankle", WORKING)),
)
# 0.45 leg lengths between the ankles are 26 degrees between the legs.
RULE = RepRule(
    signals={View.FRONT: STEP},
    range_deg=(26.0, 40.0),
    hold_target_s=0.0,
    up_min_s=0.0,
    down_min_s=0.0,
    rep_min_s=0.6,
    rest_dwell_s=0.3,  # the foot that follows is watched until it stands
)
EXERCISE = Exercise(
    key="lateral_band_walk",
    name="Band walk to the side",
    summary="Knees a little bent, band round the legs: step sideways and follow slowly.",
    sides=Sides.BOTH,
    camera=CAMERA,
    start=StartPosture(
        requirements=(
            replace(UPRIGHT, advice="Keep your trunk upright, the whole body in the picture."),
            Requirement(
                bound=Bound(angle="ankle_spread_ratio", below=0.20, neutral=0.3),
                advice="Keep tension in the band: feet as wide as your hips.",
            ),
            Requirement(
                bound=Bound(angle="ankle_spread_ratio", above=0.40),
                advice="Put your feet as wide as your hips, not wider.",
            ),
            Requirement(
                bound=Bound(angle="ankle_step_ratio", above=0.15),
                advice="Stand on both feet.",
            ),
        ),
        throughout=(
            ON_FEET,
            Requirement(
                bound=Bound(angle="hip_sink_ratio", above=0.25), advice="Stay at one height."
            ),
            Requirement(
                bound=Bound(angle="ankle_step_ratio", above=0.30),
                advice="Step on the floor, do not lift the leg.",
            ),
        ),
        anchors=(Anchor(part="hip"),),
        anchor_drift_max=12.0,
    ),
    rep=RULE,
    faults=(
        form_fault(
            "feet_together",
            "The feet came together, so the band went slack.",
            "Keep tension in the band.",
            Bound(angle="ankle_spread_ratio", below=0.20, neutral=0.28),
            after_s=0.1,  # B.13: 0.15 s; the filter shows the foot more than 0.05 s late
            reliability=GOOD,
        ),
        form_fault(
            "trunk_sways",
            "The trunk swayed.",
            "Quiet upper body.",
            Bound(angle="trunk_aside_deg", limb=WORKING, above=8.0),
            Bound(angle="trunk_aside_deg", limb=OTHER, above=8.0),
            after_s=0.25,
            reliability=GOOD,
        ),
        form_fault(
            "knees_cave",
            "The knees came closer together than the feet.",
            "Knees over toes.",
            # In a wide step straight legs have a gap of 0.74: the knee must also be inside the leg.
            *(
                (
                    Bound(angle="knee_gap_ratio", below=0.80, neutral=1.0),
                    Bound(angle="knee_inwards_deg", limb=limb, above=5.0),
                )
                for limb in (WORKING, OTHER)
            ),
            reliability=GOOD,
        ),
        form_fault(
            "toes_out",
            "The toes turned out.",
            "Toes forward.",
            *(
                Bound(angle="toes_out_ratio", limb=limb, above=0.06, relative=Relative.CHANGE)
                for limb in (WORKING, OTHER)
            ),
            after_s=0.5,
        ),
    ),
    rep_faults=tempo_faults(RULE),
    card=InstructionCard(
        trains="The side of the hip, most on the standing leg.",
        evidence=(
            checked("The standing leg works harder than the stepping one.", "Youdas 2013"),
            checked(
                "With bent knees the buttock works more, the front of the hip less.", "Berry 2015"
            ),
        ),
        steps=(
            "Band round ankles or feet, knees a little bent, feet hip-wide.",
            "Step out to the side.",
            "Follow slowly; the band stays tight.",
            "Three or four steps, then back.",
        ),
        easier="Band above the knees, or none.",
        harder="Band round the feet, or a stronger one.",
        avoid="Not on a slippery floor, or when the outside of the hip hurts.",
    ),
    teaching=(
        (
            "The camera does not see how deep you stand, nor a dragged foot: stay low, lift "
            "your feet."
        ),
    ),
    dose="2-3 x 8-10 steps a side",
    source="Measurement specification B.13; Youdas 2013, Berry 2015, Lewis 2018, Selkowitz 2013",
)
