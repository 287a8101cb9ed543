"""Side plank (measurement specification B.18, the plain hold). A timed hold.

Hips that sag below 160 degrees are no longer up: that ends the hold, and is no fault of its own.
"""

from exercises.card import InstructionCard, reasoned
from exercises.presets import (
    CAM_A_LOW,
    PLANK_ANCHORS,
    PLANK_FAULTS,
    PLANK_ON_SIDE,
    PLANK_START,
    hold_fault,
    propped,
)
from exercises.spec import Exercise, RepRule, RepSignal, Sides, StartPosture
from kinematics.body import Limb
from kinematics.quality import View

OTHER = Limb.OTHER
LIFT = RepSignal(
    angle="plank_line_deg",
    limb=OTHER,
    target=165.0,
    start_limit=158.0,  # on the forearm with the hips on the mat the line is 146-159 degrees
    shown_at=(("shoulder", OTHER), ("hip", OTHER), ("ankle", OTHER)),
)
RULE = RepRule(
    signals={View.FRONT: LIFT},
    range_deg=(165.0, 180.0),
    hold_target_s=15.0,
    up_min_s=0.0,
    down_min_s=0.0,
    still_max_deg_s=5.0,
)
EXERCISE = Exercise(
    key="side_plank",
    name="Side plank",
    summary="On one forearm: lift the hips into a straight line and hold.",
    sides=Sides.UPPER,
    camera=CAM_A_LOW,
    start=StartPosture(
        requirements=PLANK_START,
        throughout=(PLANK_ON_SIDE, propped(0.2)),
        anchors=PLANK_ANCHORS,
    ),
    rep=RULE,
    faults=PLANK_FAULTS,
    rep_faults=(hold_fault(RULE.hold_target_s),),
    card=InstructionCard(
        trains="The muscles at the side of the lower hip and of the trunk.",
        evidence=(
            reasoned(
                "The first half of the side plank with leg raise, the heaviest exercise here."
            ),
        ),
        steps=(
            "Lie on your side on one forearm, the elbow under the shoulder.",
            "Lift the hips into one straight line from shoulder to foot.",
            "Hold for 15-20 seconds, breathe, then lower the hips to the mat.",
        ),
        easier="Bend the knees and lift from them, or lift one leg lying on your side.",
        harder="Lift the upper leg as well.",
        avoid="Late in the programme. Not with shoulder pain.",
        easier_key="side_lying_hip_abduction",
        harder_key="side_plank_abduction",
    ),
    teaching=("From the front the camera does not see the hips bend forward: stay in one line.",),
    also_fits=("side_lying_hip_abduction",),
    dose="3 x 15-20 s a side",
    source="Measurement specification B.18",
)
