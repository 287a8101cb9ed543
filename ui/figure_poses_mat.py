"""Start and end pose of the exercises on the mat, as data (measurement specification B.1-B.10).

Coordinates and angles as in `ui.figure`. Lying people have their head at the left.
"""

from dataclasses import replace

from ui.figure import ExerciseFigure, FigurePose, Prop, Reach

ANKLE = 5.5  # height of the ankle of a foot on the floor
LEG = ("thigh_near", "shank_near", "foot_near")
MAT = Prop(kind="mat", x0=30, x1=225)
FLAT_MAT = Prop(kind="flat_mat", x0=30, x1=232, height=14)

# ---------------------------------------------------------------- lying on the back

_SUPINE = FigurePose(
    anchor="shoulders",
    at=(70, 11),
    trunk=180,
    head=177,
    face=95,
    leg_near=Reach(163, ANKLE),
    leg_far=Reach(168, ANKLE),
    foot_near=0,
    foot_far=0,
    arm_near=Reach(125, 5, 0.3),
    arm_far=Reach(127, 6, 0.3),
)
_BRIDGE = replace(_SUPINE, trunk=206)

GLUTE_BRIDGE = ExerciseFigure(
    start=_SUPINE,
    end=_BRIDGE,
    moving=("pelvis", "thigh_near"),
    props=(MAT,),
    start_text="lying on the back, knees bent, feet flat on the mat near the hips",
    end_text="hips lifted until shoulders, hips and knees form a straight line",
)
SINGLE_LEG_BRIDGE = ExerciseFigure(
    start=replace(_SUPINE, leg_far=(52, 52), foot_far=130),
    end=replace(_BRIDGE, leg_far=(26, 26), foot_far=105),
    moving=("pelvis", "thigh_near"),
    props=(MAT,),
    start_text="lying on the back, one foot on the mat, the other leg straight with thighs level",
    end_text="hips lifted with one leg, the free leg in line with the trunk",
    far_opacity=0.55,
)
MARCHING_BRIDGE = ExerciseFigure(
    start=replace(_BRIDGE, leg_near=(28, -79), foot_near=0),
    end=replace(_BRIDGE, leg_near=(56, -80), foot_near=0),
    moving=LEG,
    props=(MAT,),
    start_text="hips held up in a bridge, both feet on the mat",
    end_text="one foot lifted a little, the hips stay high",
)
HIP_THRUST = ExerciseFigure(
    start=replace(
        _SUPINE,
        at=(72, 52),
        trunk=125,
        head=118,
        face=35,
        leg_near=Reach(166, ANKLE),
        leg_far=Reach(171, ANKLE),
        arm_near=(205, 178),
        arm_far=(205, 178),
    ),
    end=replace(
        _SUPINE,
        at=(72, 52),
        trunk=180,
        head=160,
        face=75,
        leg_near=Reach(166, ANKLE),
        leg_far=Reach(171, ANKLE),
        arm_near=(205, 178),
        arm_far=(205, 178),
    ),
    moving=("pelvis", "thigh_near"),
    props=(Prop(kind="bench", x0=14, x1=84, height=36),),
    start_text="upper back on a bench, hips low, feet flat on the floor",
    end_text="hips lifted until the trunk is level and the shins are upright",
)
FIGURE_4_STRETCH = ExerciseFigure(
    start=replace(
        _SUPINE,
        leg_near=(24, 124),
        leg_far=(58, -72),
        foot_near=95,
        scale={"thigh_near": 0.95, "shank_near": 0.55},
        arm_near=Reach(125, 5, 0.3),
    ),
    end=replace(
        _SUPINE,
        leg_near=(56, 138),
        leg_far=(98, 2),
        foot_near=110,
        foot_far=88,
        scale={"thigh_near": 0.68, "shank_near": 0.75},
        arm_near=Reach(117, 36, -0.6),
        arm_far=Reach(119, 36, -0.6),
    ),
    moving=LEG,
    props=(MAT,),
    start_text="lying on the back, one ankle resting on the other knee",
    end_text="the supporting thigh drawn towards the chest with both hands, head resting",
    far_opacity=0.7,
)

# ---------------------------------------------------------------- lying on the side

_SIDE_LYING = FigurePose(
    at=(128, 24),
    trunk=180,
    head=180,
    face=None,
    leg_near=Reach(203, 28, -0.75),
    leg_far=Reach(203, 13, -0.75),
    foot_near=-35,
    foot_far=-35,
    arm_near=Reach(104, 3, 0.8),
    arm_far=(180, 180),
    pelvis=(8, 90),
    shoulders=(12, 90),
    scale={"foot_near": 0.8, "foot_far": 0.8, "forearm_far": 0.5},
)
CLAMSHELL = ExerciseFigure(
    start=_SIDE_LYING,
    end=replace(_SIDE_LYING, leg_near=Reach(203, 28, 1.0)),
    moving=("thigh_near", "shank_near"),
    props=(FLAT_MAT,),
    start_text="lying on the side, hips and knees bent, knees and feet together",
    end_text="the upper knee opened like a clam, feet still together, pelvis still",
    far_opacity=0.5,
)
_KNEES = replace(
    _SIDE_LYING,
    leg_near=(-24, 26),
    leg_far=(-24, 26),
    scale={**_SIDE_LYING.scale, "thigh_near": 0.93, "thigh_far": 0.93},
)
REVERSE_CLAMSHELL = ExerciseFigure(
    start=_KNEES,
    end=replace(_KNEES, leg_near=(-24, 66), foot_near=5),
    moving=("shank_near", "foot_near"),
    props=(FLAT_MAT,),
    start_text="lying on the side, hips and knees bent, knees and feet together",
    end_text="the upper foot lifted, knees still together",
    far_opacity=0.5,
)
_TOP_LEG_LONG = replace(
    _SIDE_LYING,
    leg_near=(-5, -5),
    leg_far=Reach(190, 11, -0.85),
    foot_near=-80,
    scale={"foot_near": 0.75, "foot_far": 0.8, "forearm_far": 0.5},
)
SIDE_LYING_HIP_ABDUCTION = ExerciseFigure(
    start=_TOP_LEG_LONG,
    end=replace(_TOP_LEG_LONG, leg_near=(29, 29), foot_near=-46),
    moving=LEG,
    props=(FLAT_MAT,),
    start_text="lying on the side, lower knee bent, upper leg straight in line with the trunk",
    end_text="the straight upper leg lifted about 30 degrees",
    far_opacity=0.5,
)
_SIDE_PLANK = FigurePose(
    at=(128, 37),
    trunk=169,
    head=165,
    face=None,
    leg_near=(-15, -15),
    leg_far=(-14.5, -14.5),
    foot_near=-80,
    foot_far=-60,
    arm_near=(85, 85),
    arm_far=(-90, 180),
    pelvis=(8, 79),
    shoulders=(12, 79),
    scale={"foot_near": 0.7, "foot_far": 0.4, "forearm_far": 0.8},
)
SIDE_PLANK = ExerciseFigure(
    start=replace(
        _SIDE_PLANK,
        at=(124, 18),
        trunk=143,
        head=148,
        leg_near=(-3, -3),
        leg_far=(-2.5, -2.5),
        pelvis=(8, 53),
        shoulders=(12, 53),
    ),
    end=_SIDE_PLANK,
    moving=("pelvis", "trunk", "thigh_near", "shank_near"),
    props=(FLAT_MAT,),
    start_text="lying on the side on one forearm, hips on the mat, legs stacked",
    end_text="hips lifted, body in one straight line from shoulder to foot",
    far_opacity=0.55,
)
SIDE_PLANK_ABDUCTION = ExerciseFigure(
    start=_SIDE_PLANK,
    end=replace(_SIDE_PLANK, leg_near=(17, 17), foot_near=-50),
    moving=LEG,
    props=(FLAT_MAT,),
    start_text="side plank on the forearm, body in one straight line, legs stacked",
    end_text="the upper leg lifted, hips still high",
    far_opacity=0.55,
)

# ---------------------------------------------------------------- on hands and knees

_QUADRUPED = FigurePose(
    at=(140, 49),
    trunk=173,
    head=172,
    face=250,
    leg_near=(-90, 0),
    leg_far=(-90, 0),
    foot_near=-8,
    foot_far=-8,
    arm_near=(-88, -92),
    arm_far=(-88, -92),
    scale={
        "upper_arm_near": 0.9,
        "forearm_near": 0.9,
        "upper_arm_far": 0.9,
        "forearm_far": 0.9,
    },
)
DONKEY_KICK = ExerciseFigure(
    start=_QUADRUPED,
    end=replace(_QUADRUPED, leg_near=(2, 92), foot_near=12),
    moving=LEG,
    props=(MAT,),
    start_text="on hands and knees, back flat",
    end_text="one bent leg lifted behind until the thigh is level with the trunk",
)
BIRD_DOG = ExerciseFigure(
    start=_QUADRUPED,
    end=replace(
        _QUADRUPED,
        leg_near=(0, 0),
        foot_near=-45,
        arm_far=(-186, -184),
        scale={"upper_arm_near": 0.9, "forearm_near": 0.9},
    ),
    moving=(*LEG, "upper_arm_far", "forearm_far"),
    props=(MAT,),
    start_text="on hands and knees, back flat",
    end_text="one leg and the opposite arm reaching long, level with the trunk",
    far_opacity=0.6,
)
# Seen by the camera before the head: the hips are further away, so the thighs look shorter.
_ON_FOURS_FROM_HEAD = FigurePose(
    at=(130, 48),
    trunk=90,
    head=90,
    face=None,
    leg_near=(-90, 90),
    leg_far=(-90, 90),
    foot_near=90,
    foot_far=90,
    arm_near=(-80, -94),
    arm_far=(-100, -86),
    pelvis=(13, 0),
    shoulders=(21, 0),
    scale={
        "trunk": 0.2,
        "head": 0.7,
        "upper_arm_near": 0.98,
        "upper_arm_far": 0.98,
        "forearm_near": 0.98,
        "forearm_far": 0.98,
        "thigh_near": 0.85,
        "thigh_far": 0.85,
        "shank_near": 0.3,
        "shank_far": 0.3,
        "foot_near": 0.1,
        "foot_far": 0.1,
    },
)
FIRE_HYDRANT = ExerciseFigure(
    start=_ON_FOURS_FROM_HEAD,
    end=replace(_ON_FOURS_FROM_HEAD, leg_near=(-45, 60), foot_near=60),
    moving=LEG,
    props=(Prop(kind="flat_mat", x0=74, x1=186, height=24),),
    start_text="on hands and knees, seen by the camera before the head",
    end_text="one bent knee lifted out to the side, trunk still",
    far_opacity=0.8,
    from_head=True,
)
