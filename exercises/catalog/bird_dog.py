"""Bird dog: opposite arm and leg on all fours (measurement specification B.10)."""

from dataclasses import replace

from exercises.card import InstructionCard, checked, reasoned
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
    Sides,
    StartPosture,
    Statistic,
    TraceRule,
)
from kinematics.body import Limb
from kinematics.quality import View

WORKING, OTHER = Limb.WORKING, Limb.OTHER
ARM = RepSignal(angle="arm_raise_deg", limb=OTHER, target=165.0, way_min=60.0)
REACH = RepSignal(
    angle="hip_extension_deg",
    limb=WORKING,
    target=170.0,
    way_min=50.0,
    shown_at=(("shoulder", WORKING), ("hip", WORKING), ("knee", WORKING)),
    also=ARM,
)
# Seen at an angle the reaching arm looks less high.
REACH_OBLIQUE = replace(REACH, also=replace(ARM, target=140.0))
RULE = RepRule(
    signals={View.SIDE: REACH, View.OBLIQUE: REACH_OBLIQUE},
    range_deg=(170.0, 190.0),
    hold_target_s=3.0,
    full=0.8,
)
EXERCISE = Exercise(
    key="bird_dog",
    name="Bird dog",
    summary="On hands and knees, reach one leg back and the opposite arm forward.",
    sides=Sides.EITHER,
    camera=CAM_S_LOW,
    start=StartPosture(
        requirements=ALL_FOURS,
        throughout=(STILL_ALL_FOURS,),
        anchors=(Anchor(part="wrist", limb=WORKING), Anchor(part="knee", limb=OTHER)),
    ),
    rep=RULE,
    faults=(
        form_fault(
            "back_sags",
            "The hips sank or the trunk tipped.",
            "Flat back.",
            Bound(angle="hip_sink_ratio", above=0.06),
            Bound(angle="trunk_turned_deg", above=6.0),
            after_s=0.4,
        ),
        form_fault(
            "leg_too_high",
            "The thigh went past the line of the trunk: the low back may bend.",
            "Reach long, not high.",
            Bound(angle="hip_extension_deg", limb=WORKING, above=190.0, neutral=170.0),
            reliability=GOOD,
        ),
        form_fault(
            "hip_opens",
            "One side of the pelvis turned up.",
            "Level your hips.",
            Bound(angle="hip_stack_ratio", limb=WORKING, above=0.10, relative=Relative.SHIFT),
        ),
    ),
    rep_faults=tempo_faults(RULE),
    traces=(
        TraceRule(
            key="wobbles",
            meaning="The hips wavered while you held.",
            cue="Steady.",
            angles=("hip_place_ratio", "hip_sink_ratio"),
            statistic=Statistic.SPREAD,
            above=0.02,
            phases=PEAK,
        ),
    ),
    card=InstructionCard(
        trains="Buttock and back muscles together, and balance.",
        evidence=(
            checked("It may help to strengthen the large buttock muscle.", "Ekstrom 2007"),
            reasoned("A hold of 3 seconds asks for control before load."),
        ),
        steps=(
            "Hands under shoulders, knees under hips.",
            "Slide one foot back, then lift it with the opposite arm.",
            "Reach long for three seconds, the back flat as a table.",
            "Come back slowly and change sides.",
        ),
        easier="Move only the leg, or leave the toes down.",
        harder="Hold five seconds.",
        avoid="Not when leg symptoms come, or when kneeling or leaning on a hand hurts.",
    ),
    teaching=("From the side the camera does not see the hips drift sideways: keep them centred.",),
    dose="2 x 6-8 a side, 3-5 s hold",
    source="Measurement specification B.10; Ekstrom 2007",
)
