"""Hip thrust, shoulders on a bench (measurement specification B.4)."""

from dataclasses import replace

from exercises.card import InstructionCard, checked, reasoned
from exercises.presets import CAM_S_LOW, GOOD, PEAK, form_fault, short_range, tempo_faults
from exercises.spec import (
    Anchor,
    Bound,
    Exercise,
    RepRule,
    RepSignal,
    Requirement,
    Sides,
    StartPosture,
)
from kinematics.body import Limb
from kinematics.quality import View

NEAR = Limb.NEAR
CAMERA = replace(
    CAM_S_LOW,
    text=(
        "Put the camera side-on to the bench, 50-60 cm high and 2-2.5 m away, "
        "so that you see yourself from head to feet."
    ),
)
LIFT = RepSignal(
    angle="hip_angle_supine_deg",
    limb=NEAR,
    target=165.0,
    way_min=35.0,
    shown_at=(("shoulder", NEAR), ("hip", NEAR), ("knee", NEAR)),
)
RULE = RepRule(signals={View.SIDE: LIFT}, range_deg=(165.0, 180.0), hold_target_s=1.0, up_min_s=0.6)
EXERCISE = Exercise(
    key="hip_thrust",
    name="Hip thrust",
    summary="Shoulders on a bench, feet on the floor: lift your hips to a flat table.",
    sides=Sides.BOTH,
    camera=CAMERA,
    start=StartPosture(
        requirements=(
            Requirement(
                bound=Bound(angle="trunk_inclination_deg", above=65.0),
                advice="Sit in front of the bench and lean your shoulder blades on it.",
            ),
            Requirement(
                bound=Bound(angle="shoulders_rise_ratio", below=0.3, neutral=0.6),
                advice="Put your shoulder blades on the bench and let your hips sink.",
            ),
            Requirement(
                bound=Bound(angle="knee_flexion_deg", limb=NEAR, below=50.0, neutral=90.0),
                advice="Bend your knees and put your feet on the floor.",
            ),
            Requirement(
                bound=Bound(angle="knee_height_ratio", limb=NEAR, below=0.05, neutral=0.4),
                advice="Let your hips sink below your knees.",
            ),
            Requirement(
                bound=Bound(angle="hip_angle_supine_deg", limb=NEAR, above=135.0),
                advice="Let your hips sink.",
            ),
        ),
        throughout=(
            Requirement(
                bound=Bound(angle="trunk_inclination_deg", above=70.0),
                advice="Keep your shoulder blades on the bench.",
            ),
        ),
        anchors=(Anchor(part="shoulder", limb=NEAR), Anchor(part="ankle", limb=NEAR)),
    ),
    rep=RULE,
    faults=(
        form_fault(
            "over_arching",
            "The hips went above the line from shoulder to knee, or the head tipped back.",
            "Chin down, ribs down.",
            Bound(angle="hip_above_line_ratio", limb=NEAR, above=0.06),
            (
                Bound(angle="head_back_deg", limb=NEAR, above=25.0),
                Bound(angle="hip_angle_supine_deg", limb=NEAR, above=178.0, neutral=165.0),
            ),
            after_s=0.4,
            phases=PEAK,
        ),
        form_fault(
            "feet_too_far",
            "At the top the ankles are ahead of the knees, so the back of the thigh may take over.",
            "Shins upright at the top.",
            Bound(angle="foot_ahead_deg", limb=NEAR, above=12.0),
            after_s=0.4,
            reliability=GOOD,
            phases=PEAK,
        ),
        form_fault(
            "feet_too_near",
            "The knees are ahead of the ankles at the top: the front of the thigh may take over.",
            "Shins upright at the top.",
            Bound(angle="foot_ahead_deg", limb=NEAR, below=-15.0),
            after_s=0.4,
            reliability=GOOD,
            phases=PEAK,
        ),
    ),
    rep_faults=(
        short_range(
            "short_of_lockout",
            "The hips stayed below the line from shoulder to knee.",
            "Squeeze to a flat table.",
            165.0,
        ),
        *tempo_faults(RULE),
    ),
    card=InstructionCard(
        trains="The large buttock muscle, where it is shortest.",
        evidence=(
            checked(
                "With heavy weights it works about twice as hard as the back of the thigh.",
                "Contreras 2015",
            ),
            reasoned("Without weights expect much less."),
        ),
        steps=(
            "Lean your shoulder blades on a bench of 35-45 cm that cannot slide.",
            "Feet flat, shins upright at the top.",
            "Lift your hips to a flat table, chin tucked; hold a second.",
            "Lower slowly.",
        ),
        easier="Do the bridge on the floor.",
        harder="Hold a weight on your hips.",
        avoid="Not when the bench may slide, or the low back hurts at the top.",
        easier_key="glute_bridge",
    ),
    teaching=("The camera does not see the knees fall in: keep them over your toes.",),
    also_fits=("glute_bridge",),
    dose="3 x 8-12, 1-2 s hold",
    source="Measurement specification B.4; Contreras 2015, Neto 2020",
)
