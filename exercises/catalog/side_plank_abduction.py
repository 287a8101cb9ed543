"""Side plank with leg raise (measurement specification B.18)."""

from exercises.card import InstructionCard, checked
from exercises.presets import (
    CAM_A_LOW,
    GOOD,
    PLANK_ANCHORS,
    PLANK_FAULTS,
    PLANK_START,
    form_fault,
    tempo_faults,
)
from exercises.spec import (
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
# Hips that sink and rise open the hip too, but the feet stay together; reached at 13 degrees.
APART = RepSignal(angle="ankle_rise_ratio", limb=WORKING, target=0.35, relative=Relative.CHANGE)
RAISE = RepSignal(
    angle="hip_abduction_deg",
    limb=WORKING,
    target=20.0,
    relative=Relative.CHANGE,
    shown_at=(("shoulder", WORKING), ("hip", WORKING), ("ankle", WORKING)),
    also=APART,
)
RULE = RepRule(signals={View.FRONT: RAISE}, range_deg=(20.0, 30.0), hold_target_s=0.0)
PLANK = "Lift your hips into one straight line from shoulder to foot."
EXERCISE = Exercise(
    key="side_plank_abduction",
    name="Side plank with leg raise",
    summary="On one forearm, body in a straight line: lift the upper leg.",
    sides=Sides.UPPER,
    camera=CAM_A_LOW,
    start=StartPosture(
        requirements=(
            *PLANK_START,
            Requirement(
                bound=Bound(angle="plank_line_deg", limb=OTHER, below=165.0, neutral=180.0),
                advice=PLANK,
            ),
            Requirement(
                bound=Bound(angle="hip_abduction_deg", limb=WORKING, above=20.0),
                advice="Lower your upper leg.",
            ),
        ),
        throughout=(
            Requirement(
                bound=Bound(angle="plank_line_deg", limb=OTHER, below=140.0, neutral=180.0),
                advice=PLANK,
            ),
        ),
        anchors=PLANK_ANCHORS,
    ),
    rep=RULE,
    faults=(
        form_fault(
            "hips_sag",
            "The hips sank below the line from shoulder to foot.",
            "Lift your hips.",
            Bound(angle="plank_line_deg", limb=OTHER, below=160.0, neutral=180.0),
            after_s=0.5,
            reliability=GOOD,
        ),
        *PLANK_FAULTS,
    ),
    rep_faults=tempo_faults(RULE),
    card=InstructionCard(
        trains="The muscles at the side of both hips and of the trunk, hard.",
        evidence=(
            checked(
                "Of many exercises the one in which the muscle at the side of the hip "
                "worked hardest, in both legs.",
                "Boren 2011",
            ),
        ),
        steps=(
            "Lie on your side on one forearm, the elbow under the shoulder.",
            "Lift the hips into one straight line.",
            "Lift the upper leg a little and lower it slowly.",
        ),
        easier="Only hold the plank, knees bent if need be.",
        harder="Hold the leg up for three seconds.",
        avoid="The heaviest exercise here: last of all. Not with shoulder pain.",
        easier_key="side_plank",
    ),
    teaching=("From the front the camera does not see the hips bend forward: stay in one line.",),
    also_fits=("side_lying_hip_abduction", "side_plank"),
    dose="2 x 6-8 a side",
    source="Measurement specification B.18; Boren 2011",
)
