"""The picture of every exercise by its key, as in the catalogue (measurement specification B)."""

from collections.abc import Mapping

from ui.figure import ExerciseFigure
from ui.figure_poses_mat import (
    BIRD_DOG,
    CLAMSHELL,
    DONKEY_KICK,
    FIGURE_4_STRETCH,
    FIRE_HYDRANT,
    GLUTE_BRIDGE,
    HIP_THRUST,
    MARCHING_BRIDGE,
    REVERSE_CLAMSHELL,
    SIDE_LYING_HIP_ABDUCTION,
    SIDE_PLANK,
    SIDE_PLANK_ABDUCTION,
    SINGLE_LEG_BRIDGE,
)
from ui.figure_poses_upright import (
    HIP_HIKE,
    LATERAL_BAND_WALK,
    SCIATIC_NERVE_SLIDER,
    SEATED_PIRIFORMIS_STRETCH,
    SINGLE_LEG_DEADLIFT,
    SINGLE_LEG_SQUAT,
    SQUAT,
    STANDING_HIP_ABDUCTION,
    STANDING_HIP_EXTENSION,
)

FIGURES: Mapping[str, ExerciseFigure] = {
    "glute_bridge": GLUTE_BRIDGE,
    "single_leg_bridge": SINGLE_LEG_BRIDGE,
    "marching_bridge": MARCHING_BRIDGE,
    "hip_thrust": HIP_THRUST,
    "clamshell": CLAMSHELL,
    "reverse_clamshell": REVERSE_CLAMSHELL,
    "side_lying_hip_abduction": SIDE_LYING_HIP_ABDUCTION,
    "fire_hydrant": FIRE_HYDRANT,
    "donkey_kick": DONKEY_KICK,
    "bird_dog": BIRD_DOG,
    "standing_hip_abduction": STANDING_HIP_ABDUCTION,
    "standing_hip_extension": STANDING_HIP_EXTENSION,
    "lateral_band_walk": LATERAL_BAND_WALK,
    "single_leg_squat": SINGLE_LEG_SQUAT,
    "squat": SQUAT,
    "single_leg_deadlift": SINGLE_LEG_DEADLIFT,
    "hip_hike": HIP_HIKE,
    "side_plank": SIDE_PLANK,
    "side_plank_abduction": SIDE_PLANK_ABDUCTION,
    "figure_4_stretch": FIGURE_4_STRETCH,
    "seated_piriformis_stretch": SEATED_PIRIFORMIS_STRETCH,
    "sciatic_nerve_slider": SCIATIC_NERVE_SLIDER,
}
