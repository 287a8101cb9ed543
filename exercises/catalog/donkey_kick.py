"""Donkey kick: hip extension on all fours, knee bent (measurement specification B.9)."""

from exercises.card import InstructionCard, checked
from exercises.presets import (
    ALL_FOURS,
    CAM_S_LOW,
    GOOD,
    PEAK,
    STILL_ALL_FOURS,
    form_fault,
    tempo_faults,
)
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

WORKING, OTHER, NEAR = Limb.WORKING, Limb.OTHER, Limb.NEAR
KICK = RepSignal(
    angle="hip_extension_deg",
    limb=WORKING,
    target=170.0,
    way_min=50.0,
    shown_at=(("shoulder", WORKING), ("hip", WORKING), ("knee", WORKING)),
)
RULE = RepRule(signals={View.SIDE: KICK}, range_deg=(170.0, 190.0), hold_target_s=1.0, up_min_s=0.6)
EXERCISE = Exercise(
    key="donkey_kick",
    name="Donkey kick",
    summary="On hands and knees, lift one bent leg back until it is in line with the trunk.",
    sides=Sides.EITHER,
    camera=CAM_S_LOW,
    start=StartPosture(
        requirements=ALL_FOURS,
        throughout=(
            STILL_ALL_FOURS,
            Requirement(
                bound=Bound(angle="knee_flexion_deg", limb=WORKING, below=45.0, neutral=90.0),
                advice="Keep the knee of the lifted leg bent.",
            ),
        ),
        anchors=(
            Anchor(part="wrist", limb=NEAR),
            Anchor(part="wrist", limb=Limb.FAR),
            Anchor(part="knee", limb=OTHER),
        ),
    ),
    rep=RULE,
    faults=(
        form_fault(
            "back_moves",
            "The trunk tipped or the thigh went past its line: the low back lifts the leg.",
            "Brace, lift only from the hip.",
            Bound(angle="trunk_turned_deg", above=8.0),
            Bound(angle="hip_extension_deg", limb=WORKING, above=190.0, neutral=170.0),
        ),
        form_fault(
            "pelvis_opens",
            "One side of the pelvis turned up.",
            "Both hips face the floor.",
            Bound(angle="hip_stack_ratio", limb=WORKING, above=0.10, relative=Relative.SHIFT),
        ),
        form_fault(
            "knee_straightens",
            "The knee opened, so the back of the thigh may take over.",
            "Keep the knee bent.",
            Bound(angle="knee_flexion_deg", limb=WORKING, below=70.0, neutral=90.0),
            reliability=GOOD,
            phases=PEAK,
        ),
        form_fault(
            "head_out_of_line",
            "The head dropped or looked up.",
            "Long neck.",
            Bound(angle="neck_bend_deg", above=30.0),
            after_s=0.8,
        ),
    ),
    rep_faults=tempo_faults(RULE),
    card=InstructionCard(
        trains="The large buttock muscle.",
        evidence=(
            checked(
                "Buttock muscles work clearly more than the front of the hip.", "Selkowitz 2013"
            ),
            checked(
                "Lying face down, a turned-out leg made the piriformis work most: keep "
                "yours straight back.",
                "Morimoto 2018",
            ),
        ),
        steps=(
            "Hands under shoulders, knees under hips.",
            "Lift one bent leg back, sole to the ceiling.",
            "Stop when the thigh is in line with the trunk; hold a second.",
            "Lower slowly.",
        ),
        easier="Rest on your forearms, or lift half-way.",
        harder="Hold two seconds, or put a band round the thighs.",
        avoid="Not when leg symptoms come, or when kneeling hurts.",
    ),
    teaching=("The camera does not see the curve of the low back: keep it as it was.",),
    dose="2-3 x 10 a side, 1-2 s hold",
    source="Measurement specification B.9; Selkowitz 2013, Morimoto 2018",
)
