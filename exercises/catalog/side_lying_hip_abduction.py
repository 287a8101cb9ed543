"""Side-lying hip abduction (measurement specification B.6)."""

from exercises.card import InstructionCard, checked
from exercises.presets import (
    CAM_A_LOW,
    LYING,
    ROLLED_BACK,
    STILL_LYING,
    UPPER_LEG,
    shrinks,
    tempo_faults,
)
from exercises.spec import (
    Anchor,
    Bound,
    Exercise,
    FaultRule,
    Phase,
    Priority,
    Relative,
    Reliability,
    RepRule,
    RepSignal,
    Requirement,
    Sides,
    StartPosture,
)
from kinematics.body import Limb
from kinematics.quality import View

WORKING, OTHER = Limb.WORKING, Limb.OTHER
RAISE = RepSignal(
    angle="hip_abduction_deg",
    limb=WORKING,
    target=25.0,
    shown_at=(("shoulder", WORKING), ("hip", WORKING), ("ankle", WORKING)),
    relative=Relative.CHANGE,
)
RULE = RepRule(signals={View.FRONT: RAISE}, range_deg=(25.0, 35.0), hold_target_s=1.0)
MOVING = frozenset({Phase.UP, Phase.PEAK, Phase.DOWN})
EXERCISE = Exercise(
    key="side_lying_hip_abduction",
    name="Side-lying leg raise",
    summary="Lie on your side, lower knee bent, and lift the straight upper leg.",
    sides=Sides.UPPER,
    camera=CAM_A_LOW,
    start=StartPosture(
        requirements=(
            LYING,
            UPPER_LEG,
            Requirement(
                bound=Bound(angle="knee_flexion_deg", limb=WORKING, above=40.0),
                advice="Straighten your upper leg in line with your body.",
            ),
            Requirement(
                bound=Bound(angle="hip_abduction_deg", limb=WORKING, above=25.0),
                advice="Lower your upper leg.",
            ),
        ),
        throughout=(STILL_LYING,),
        anchors=(
            Anchor(part="shoulder"),
            Anchor(part="hip"),
            Anchor(part="knee", limb=OTHER),
        ),
    ),
    rep=RULE,
    faults=(
        FaultRule(
            key="leg_forward",
            meaning="The leg drifted forward, so the front of the hip may take over.",
            cue="Leg back in line with your body.",
            phases=MOVING,
            any_of=((shrinks("leg_length_ratio", 0.92),),),
            min_duration_s=0.4,
            reliability=Reliability.FAIR,
            priority=Priority.COMPENSATION,
        ),
        FaultRule(
            key="toes_up",
            meaning="The toes turned up, so the leg rotates outward.",
            cue="Toes forward.",
            phases=MOVING,
            any_of=((Bound(angle="toe_height_ratio", limb=WORKING, above=0.05),),),
            min_duration_s=0.4,
            reliability=Reliability.FAIR,
            priority=Priority.COMPENSATION,
        ),
        FaultRule(
            key="waist_hikes",
            meaning="The waist shortened: the trunk lifts the leg.",
            cue="Lengthen your waist.",
            phases=MOVING,
            any_of=(
                (
                    Bound(
                        angle="waist_angle_deg", limb=WORKING, below=-8.0, relative=Relative.CHANGE
                    ),
                ),
                (shrinks("flank_length_ratio", 0.92),),
            ),
            min_duration_s=0.3,
            reliability=Reliability.FAIR,
            priority=Priority.COMPENSATION,
        ),
        FaultRule(
            key="rolling_back",
            meaning="The pelvis rolled back.",
            cue="Stack your hips, roll slightly forward.",
            phases=MOVING,
            any_of=(ROLLED_BACK,),
            min_duration_s=0.3,
            reliability=Reliability.FAIR,
            priority=Priority.COMPENSATION,
        ),
        FaultRule(
            key="too_high",
            meaning="The leg went so high that the trunk may bend.",
            cue="Lower is fine, keep it clean.",
            phases=MOVING,
            any_of=(
                (
                    Bound(
                        angle="hip_abduction_deg",
                        limb=WORKING,
                        above=45.0,
                        relative=Relative.CHANGE,
                        neutral=30.0,
                    ),
                ),
            ),
            min_duration_s=0.2,
            reliability=Reliability.GOOD,
            priority=Priority.COMPENSATION,
        ),
        FaultRule(
            key="knee_bends",
            meaning="The knee bent, which shortens the lever.",
            cue="Straight knee.",
            phases=MOVING,
            any_of=((Bound(angle="knee_flexion_deg", limb=WORKING, above=20.0),),),
            min_duration_s=0.4,
            reliability=Reliability.GOOD,
            priority=Priority.COMPENSATION,
        ),
    ),
    rep_faults=tempo_faults(RULE),
    card=InstructionCard(
        trains="The muscles at the side of the hip.",
        evidence=(
            checked("Of 12 exercises the hardest for the main muscle there.", "Distefano 2009"),
            checked(
                "Rolled slightly forward the buttock works more than straight or rolled back.",
                "Baik 2021",
            ),
        ),
        steps=(
            "Lie on your side, lower knee bent, upper leg in line with the body.",
            "Lift the upper leg about 30 degrees, toes forward.",
            "Hold a second, hips stacked.",
            "Lower slowly.",
        ),
        easier="Lift less, or do the clamshell.",
        harder="Put a band round the ankles, or do it in a side plank.",
        avoid="Not when leg symptoms come, or lying on that side hurts.",
        easier_key="clamshell",
        harder_key="side_plank_abduction",
    ),
    teaching=("A hand on the upper hip feels a small roll, which the camera does not see.",),
    dose="2-3 x 10-12 a side, 1-2 s hold",
    source="Measurement specification B.6; Distefano 2009, Baik 2021, Moore 2020",
)
