"""Start and end pose of the exercises standing or sitting, as data (B.11-B.17, B.20, B.21).

Coordinates and angles as in `ui.figure`. In side view people face right; in front view the working
side is at the right of the picture.
"""

from dataclasses import replace

from ui.figure import ExerciseFigure, FigurePose, Prop, Reach

ANKLE = 5.5  # height of the ankle of a foot on the floor
LEG = ("thigh_near", "shank_near", "foot_near")
FREE_LEG = ("thigh_far", "shank_far", "foot_far")

# ---------------------------------------------------------------- standing, seen from the front

_FRONT = FigurePose(
    at=(130, 91),
    trunk=90,
    head=90,
    face=None,
    leg_near=Reach(139, ANKLE, 0.2),
    leg_far=Reach(121, ANKLE, -0.2),
    foot_near=-78,
    foot_far=-102,
    arm_near=Reach(144, 97, 1.0),
    arm_far=Reach(116, 97, -1.0),
    pelvis=(9, 0),
    shoulders=(16, 0),
    scale={"foot_near": 0.5, "foot_far": 0.5},
)
STANDING_HIP_ABDUCTION = ExerciseFigure(
    start=replace(_FRONT, leg_near=(-88, -88), arm_far=Reach(86, 96, -0.5)),
    end=replace(_FRONT, leg_near=(-60, -60), foot_near=-50, arm_far=Reach(86, 96, -0.5)),
    moving=LEG,
    props=(Prop(kind="support", x0=72, x1=96, height=94),),
    start_text="standing tall, one hand on a support",
    end_text="one straight leg lifted out to the side, trunk upright",
    far_opacity=0.7,
)
LATERAL_BAND_WALK = ExerciseFigure(
    start=replace(
        _FRONT,
        at=(116, 80),
        leg_near=Reach(132, ANKLE, 0.3),
        leg_far=Reach(98, ANKLE, -0.3),
        arm_near=Reach(130, 86, 1.0),
        arm_far=Reach(102, 86, -1.0),
        scale={"foot_near": 0.5, "foot_far": 0.5, "trunk": 0.94},
    ),
    end=replace(
        _FRONT,
        at=(130, 78),
        leg_near=Reach(164, ANKLE, 0.3),
        leg_far=Reach(98, ANKLE, -0.3),
        arm_near=Reach(144, 84, 1.0),
        arm_far=Reach(116, 84, -1.0),
        scale={"foot_near": 0.5, "foot_far": 0.5, "trunk": 0.94},
    ),
    moving=LEG,
    props=(Prop(kind="band", joints=("ankle_far", "ankle_near")),),
    start_text="standing with knees a little bent, a band around the ankles, feet hip-width apart",
    end_text="one step out to the side against the band, trunk still",
    far_opacity=0.7,
)
HIP_HIKE = ExerciseFigure(
    start=replace(
        _FRONT,
        at=(128, 110),
        pelvis=(9, 16),
        leg_near=Reach(138, 20 + ANKLE, 0.1),
        leg_far=(-92, -92),
        arm_near=Reach(142, 117, 1.0),
        arm_far=Reach(114, 113, -1.0),
    ),
    end=replace(
        _FRONT,
        at=(129, 112),
        pelvis=(9, -10),
        leg_near=Reach(138, 20 + ANKLE, 0.1),
        leg_far=(-92, -92),
        arm_near=Reach(142, 117, 1.0),
        arm_far=Reach(114, 121, -1.0),
    ),
    moving=("pelvis", *FREE_LEG),
    props=(Prop(kind="step", x0=122, x1=176, height=20),),
    start_text="standing on a step with one straight leg, the free side of the pelvis lowered",
    end_text="the free side of the pelvis lifted, both knees straight",
    far_opacity=0.8,
)

# ---------------------------------------------------------------- standing, seen from the side

_STANDING = FigurePose(
    at=(122, 91),
    trunk=90,
    head=88,
    face=0,
    leg_near=Reach(122, ANKLE, 0.2),
    leg_far=Reach(124, ANKLE, 0.2),
    foot_near=0,
    foot_far=0,
    arm_near=(-92, -84),
    arm_far=(-90, -82),
)
STANDING_HIP_EXTENSION = ExerciseFigure(
    start=replace(
        _STANDING,
        leg_near=(-90, -91),
        arm_near=Reach(158, 98, 0.9),
        arm_far=Reach(160, 98, 0.9),
    ),
    end=replace(
        _STANDING,
        trunk=87,
        leg_near=(-105, -105),
        foot_near=-15,
        arm_near=Reach(158, 98, 0.9),
        arm_far=Reach(160, 98, 0.9),
    ),
    moving=LEG,
    props=(Prop(kind="support", x0=152, x1=178, height=94),),
    start_text="standing tall behind a support, both hands on it",
    end_text="one straight leg moved back, trunk upright",
)
SINGLE_LEG_SQUAT = ExerciseFigure(
    start=replace(
        _STANDING,
        leg_near=Reach(122, ANKLE),
        leg_far=(-92, -155),
        foot_far=-70,
        arm_near=(-65, -30),
        arm_far=(-61, -26),
    ),
    end=replace(
        _STANDING,
        at=(107, 79),
        trunk=72,
        head=78,
        leg_near=Reach(122, ANKLE),
        leg_far=(-84, -160),
        foot_far=-75,
        arm_near=(-25, 0),
        arm_far=(-21, 4),
    ),
    moving=("thigh_near", "shank_near"),
    props=(),
    start_text="standing on one leg, the other foot held off the floor",
    end_text="the standing knee bent a little over the toes, the pelvis level",
    far_opacity=0.55,
)
SQUAT = ExerciseFigure(
    start=replace(_STANDING, leg_near=Reach(122, ANKLE), leg_far=Reach(126, ANKLE)),
    end=replace(
        _STANDING,
        at=(88, 50),
        trunk=56,
        head=66,
        face=-5,
        leg_near=Reach(122, ANKLE),
        leg_far=Reach(126, ANKLE),
        arm_near=(-2, 2),
        arm_far=(0, 4),
    ),
    moving=("thigh_near", "pelvis"),
    props=(),
    start_text="standing with feet hip-width apart",
    end_text="hips back and down, thighs nearly level, heels on the floor, arms forward",
)
SINGLE_LEG_DEADLIFT = ExerciseFigure(
    start=replace(_STANDING, leg_near=Reach(122, ANKLE, 1.0), leg_far=(-91, -93)),
    end=replace(
        _STANDING,
        at=(112, 88),
        trunk=22,
        head=24,
        face=-66,
        leg_near=Reach(122, ANKLE, 1.0),
        leg_far=(-157, -157),
        foot_far=-75,
        arm_near=(-88, -90),
        arm_far=(-86, -88),
    ),
    moving=("trunk", *FREE_LEG),
    props=(),
    start_text="standing on one leg with a soft knee",
    end_text="trunk tipped forward from the hip, the free leg long behind in line with the trunk",
    far_opacity=0.6,
)

# ---------------------------------------------------------------- sitting

_SEATED = FigurePose(
    at=(104, 48),
    trunk=92,
    head=90,
    face=0,
    leg_near=(0, -90),
    leg_far=(0, -90),
    foot_near=0,
    foot_far=0,
    arm_near=Reach(126, 58, 0.9),
    arm_far=Reach(130, 58, 0.9),
)
CHAIR = Prop(kind="chair", x0=84, x1=130, height=38)
_CROSSED = {"thigh_near": 0.8, "shank_near": 0.5, "foot_near": 0.5}
SEATED_PIRIFORMIS_STRETCH = ExerciseFigure(
    start=replace(
        _SEATED,
        leg_near=(-12, 58),
        foot_near=-5,
        scale=_CROSSED,
        arm_near=Reach(131, 52, -0.8),
        arm_far=Reach(141, 60, -0.8),
    ),
    end=replace(
        _SEATED,
        trunk=60,
        head=55,
        face=-32,
        leg_near=(-12, 58),
        foot_near=-5,
        scale=_CROSSED,
        arm_near=Reach(131, 52, -0.8),
        arm_far=Reach(141, 60, -0.8),
    ),
    moving=("trunk",),
    props=(CHAIR,),
    start_text="sitting tall on a chair, one ankle resting on the other knee",
    end_text="trunk tipped forward from the hips with a long back",
    far_opacity=0.7,
)
SCIATIC_NERVE_SLIDER = ExerciseFigure(
    start=replace(_SEATED, head=52, face=-50, leg_near=(0, -92), foot_near=0),
    end=replace(_SEATED, head=108, face=35, leg_near=(2, -22), foot_near=62),
    moving=("shank_near", "foot_near", "head", "neck"),
    props=(CHAIR,),
    start_text="sitting tall at the front of a chair, knee bent, chin tucked",
    end_text="the knee straightened part way while the head looks up",
)
