"""Every named angle and distance: what it is, its zero and sign, where it is seen, its error.

`ANGLES` is the table; ``docs/angles.md`` is generated from it (``python -m kinematics.angles``
prints it). The arithmetic is in `measures`. Errors marked [T] were measured against the rendered
clips with known truth by ``benchmarks/accuracy.py``; an error that nobody measured says so.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from kinematics import leg_measures, measures, trunk_measures
from kinematics.body import Body, Limb
from kinematics.geometry import Value
from kinematics.landmarks import Landmark, Side, landmark_of

DEG, RATIO = "deg", "ratio"
SIDE, FRONT, FACING, ANY = "side", "front", "front or rear", "any"
UNKNOWN = "not measured"


@dataclass(frozen=True, kw_only=True)
class Angle:
    """A named angle or ratio of distances. The fields are the columns of docs/angles.md.

    `parts` are the body parts that must be seen, of the limb asked for, or of `both` limbs.
    """

    key: str
    unit: str
    definition: str
    zero: str
    sign: str
    plane: str
    view: str
    parts: tuple[str, ...]
    known_error: str
    both: bool
    function: Callable[[Body, Limb], Value]

    def marks(self, side: Side) -> tuple[Landmark, ...]:
        """The landmarks that must be seen, for the limb of that side."""
        return self._marks[side]

    @cached_property
    def _marks(self) -> dict[Side, tuple[Landmark, ...]]:
        return {
            side: tuple(
                landmark_of(part, each)
                for part in self.parts
                for each in ((side, side.other) if self.both else (side,))
            )
            for side in Side
        }

    def compute(self, body: Body, limb: Limb = Limb.WORKING) -> Value:
        """The value for one pose or many; shape ``body.xy_px.shape[:-2]``; NaN = not seen."""
        return body.value(self.function, limb)


def _row(
    function: Callable[[Body, Limb], Value],
    unit: str,
    zero: str,
    sign: str,
    plane: str,
    view: str,
    parts: str,
    known_error: str = UNKNOWN,
    both: bool = False,
) -> Angle:
    return Angle(
        key=f"{function.__name__}_{unit}",
        unit=unit,
        definition=" ".join((function.__doc__ or "").split("\n\n")[0].split()),
        zero=zero,
        sign=sign,
        plane=plane,
        view=view,
        parts=tuple(parts.split()),
        known_error=known_error,
        both=both,
        function=function,
    )


_ROWS = (
    _row(measures.hip_angle_supine, DEG, "hip folded shut", "straight 180, past straight > 180",
         "sagittal", SIDE, "shoulder hip knee", "-3…+1 deg at the top [T, 4 rendered bridges]"),
    _row(measures.hip_above_line, RATIO, "hip on the line shoulder-knee", "hip above the line +",
         "sagittal", SIDE, "shoulder hip knee"),
    _row(measures.knee_flexion, DEG, "straight", "bend +", "sagittal", SIDE, "hip knee ankle",
         "reads 2-7 deg too little in a deep squat [T, 1 rendered clip]; -2.3 +- 6.4 deg at 90 deg "
         "lateral (Cosoli 2026)"),
    _row(measures.hip_drop, RATIO, "standing", "down +", "vertical", ANY, "hip ankle", both=True),
    _row(measures.knee_flexion_from_height, DEG, "height of the start pose", "bend +", "vertical",
         ANY, "hip ankle", "5 deg by geometry when thigh and shank lean unequally", both=True),
    _row(measures.heel_lift, RATIO, "heel level with toes", "heel higher +", "vertical", ANY,
         "heel foot_index"),
    _row(measures.heel_lift_leg, RATIO, "heel level with toes", "heel higher +", "vertical", ANY,
         "heel foot_index"),
    _row(measures.ankle_position, RATIO, "image left", "image right +", "horizontal", SIDE,
         "ankle"),
    _row(measures.trunk_inclination, DEG, "lying", "upright 90", "image", ANY, "shoulder hip"),
    _row(measures.trunk_uprightness, DEG, "upright", "unsigned, upside down 180", "image", ANY,
         "shoulder hip"),
    _row(measures.trunk_forward, DEG, "upright", "forward +", "sagittal", SIDE,
         "shoulder hip heel foot_index"),
    _row(measures.shank_forward, DEG, "vertical", "knee ahead of ankle +", "sagittal", SIDE,
         "knee ankle heel foot_index"),
    _row(measures.trunk_minus_shank, DEG, "trunk parallel to shank", "trunk leans more +",
         "sagittal", SIDE, "shoulder hip knee ankle"),
    _row(measures.knee_ahead_of_toe, RATIO, "knee above the toes", "knee ahead +", "sagittal", SIDE,
         "knee foot_index"),
    _row(measures.knee_height, RATIO, "knee level with mid-hip", "knee higher +", "vertical", SIDE,
         "hip knee"),
    _row(measures.knee_gap, RATIO, "knees touch", "1 = knees above ankles", "frontal", FRONT,
         "knee ankle", both=True),
    _row(measures.ankle_spread, RATIO, "ankles together", "apart +", "horizontal", ANY,
         "ankle", both=True),
    _row(measures.hip_offset, RATIO, "mid-hip between the ankles", "unsigned", "frontal", FRONT,
         "hip ankle", both=True),
    _row(measures.knee_stack, RATIO, "knees level", "working knee higher +", "vertical", FRONT,
         "knee", both=True),
    _row(measures.hip_stack, RATIO, "hips level", "working hip higher +", "vertical", FRONT,
         "hip", both=True),
    _row(measures.clamshell_opening, DEG, "knees as in the start pose", "opening +", "frontal",
         FRONT, "shoulder hip knee", both=True),
    _row(measures.side_lying_hip_flexion, DEG, "thigh in line with the trunk", "bend, unsigned",
         "sagittal, from foreshortening", FRONT, "shoulder hip knee",
         "reads 0-4 deg too little [T, 2 rendered clamshells]; only below 25 and above 80 can be "
         "told (spec B.5)"),
    _row(measures.shoulder_shift, RATIO, "start pose", "unsigned", "image", FRONT, "shoulder"),
    _row(measures.ankle_gap, RATIO, "ankles together", "apart +", "image", FRONT,
         "ankle", both=True),
    _row(measures.hip_abduction, DEG, "leg in line with the trunk", "away from the other leg +",
         "frontal", FRONT, "shoulder hip ankle"),
    _row(measures.leg_length, RATIO, "no length", "longer +", "frontal", FACING, "hip ankle"),
    _row(measures.toe_height, RATIO, "toes level with heel", "toes higher +", "vertical", FRONT,
         "heel foot_index"),
    _row(measures.waist_angle, DEG, "hip at the shoulders", "hip hike lowers it", "frontal", FRONT,
         "shoulder hip"),
    _row(measures.flank_length, RATIO, "no length", "longer +", "frontal", FRONT, "shoulder hip"),
    _row(measures.shoulder_turn, RATIO, "shoulders behind each other (side view)",
         "front view -, rear view +", "image", ANY, "shoulder hip"),
    _row(measures.hip_turn, RATIO, "hips behind each other (side view)",
         "front view -, rear view +", "image", ANY, "shoulder hip"),
)  # fmt: skip

_LEG_ROWS = (
    _row(leg_measures.hip_extension, DEG, "hip folded shut", "in line 180, past the line > 180",
         "sagittal", SIDE, "shoulder hip knee"),
    _row(leg_measures.supine_hip_flexion, DEG, "thigh in line with the trunk", "bend +",
         "sagittal", SIDE, "shoulder hip knee"),
    _row(leg_measures.thigh_aside, DEG, "thigh vertical", "away from the other leg +", "frontal",
         FRONT, "hip knee"),
    _row(leg_measures.leg_aside, DEG, "leg vertical", "away from the other leg +", "frontal",
         FRONT, "hip ankle"),
    _row(leg_measures.thigh_back, DEG, "thigh vertical", "knee behind the hip +", "sagittal", SIDE,
         "hip knee heel foot_index"),
    _row(leg_measures.thigh_lean, DEG, "knee above the hip", "knee away from the head +", "image",
         SIDE, "shoulder hip knee"),
    _row(leg_measures.leg_back, DEG, "leg vertical", "ankle behind the hip +", "sagittal", SIDE,
         "hip ankle heel foot_index"),
    _row(leg_measures.foot_ahead, DEG, "shank vertical", "ankle ahead of the knee +", "sagittal",
         SIDE, "knee ankle heel foot_index"),
    _row(leg_measures.knee_extension, DEG, "heel at the seat", "straight 180", "sagittal", SIDE,
         "hip knee ankle"),
    _row(leg_measures.stance_drop, RATIO, "standing", "down +", "vertical", ANY, "hip ankle"),
    _row(leg_measures.stance_knee_from_height, DEG, "height of the start pose", "bend +",
         "vertical", ANY, "hip ankle", "5 deg by geometry when thigh and shank lean unequally"),
    _row(leg_measures.leg_opening, DEG, "ankles together", "apart +", "frontal", FRONT,
         "ankle", both=True),
    _row(leg_measures.ankle_rise, RATIO, "ankles level", "higher than the other +", "vertical",
         ANY, "ankle", both=True),
    _row(leg_measures.ankle_step, RATIO, "ankles level", "unsigned", "vertical", ANY,
         "ankle", both=True),
    _row(leg_measures.ankle_lift, RATIO, "start pose", "up +", "vertical", ANY, "ankle"),
    _row(leg_measures.leg_lift, DEG, "start pose", "up +", "vertical", ANY, "hip ankle"),
    _row(leg_measures.knee_lift, RATIO, "start pose", "up +", "vertical", ANY, "knee"),
    _row(leg_measures.foot_lift, DEG, "feet as in the start pose", "foot up +", "frontal", FRONT,
         "ankle"),
    _row(leg_measures.pelvis_drop_by_foot, DEG, "start pose", "other side lower +", "frontal",
         FACING, "hip ankle heel foot_index", "gain 1.01, SD 2.0 deg with the hips 37 px apart "
         "[T, 1 rendered clip]; a bending standing knee adds to it", both=True),
    _row(leg_measures.weight_over, RATIO, "mid-hip halfway between the ankles",
         "above the limb's ankle 0.5", "frontal", FACING, "hip ankle", both=True),
    _row(leg_measures.toes_out, RATIO, "toes in front of the heel", "outwards +", "horizontal",
         FRONT, "heel foot_index"),
    _row(leg_measures.knee_outside_toe, RATIO, "knee over the toes", "outwards +", "frontal",
         FRONT, "knee foot_index"),
    _row(leg_measures.knee_inwards, DEG, "hip, knee and ankle in line", "knee inwards +",
         "frontal", FRONT, "hip knee ankle", "0.7 deg per degree of camera yaw (spec D.6)"),
    _row(leg_measures.knee_spread, RATIO, "knees together", "apart +", "image", FRONT,
         "knee", both=True),
    _row(leg_measures.crossed_ankle, RATIO, "ankle on the other knee", "apart +", "image", ANY,
         "knee ankle"),
    _row(leg_measures.trunk_leg_line, DEG, "folded shut", "in line 180", "sagittal", SIDE,
         "shoulder hip ankle"),
    _row(leg_measures.shin_level, RATIO, "shin level", "knee above ankle +", "vertical", ANY,
         "knee ankle"),
)  # fmt: skip

_TRUNK_ROWS = (
    _row(trunk_measures.trunk_aside, DEG, "upright", "towards the side of the limb +", "frontal",
         FACING, "shoulder hip"),
    _row(trunk_measures.trunk_turned, DEG, "start pose", "unsigned", "image", ANY, "shoulder hip"),
    _row(trunk_measures.shoulders_rise, RATIO, "trunk level", "shoulders above hips +", "vertical",
         ANY, "shoulder hip"),
    _row(trunk_measures.hip_sink, RATIO, "start pose", "down +", "vertical", ANY, "hip"),
    _row(trunk_measures.hip_sway, RATIO, "start pose", "unsigned", "horizontal", ANY, "hip"),
    _row(trunk_measures.hip_place, RATIO, "image left", "image right +", "horizontal", ANY, "hip"),
    _row(trunk_measures.shoulder_sway, RATIO, "start pose", "unsigned", "horizontal", ANY,
         "shoulder"),
    _row(trunk_measures.hip_hike, DEG, "hips level", "hip of the limb higher +", "frontal", FRONT,
         "hip", "shrinks true tilt (docs/pelvis_stickers.md): gross tilt only"),
    _row(trunk_measures.shoulder_tilt, DEG, "shoulders level", "shoulder of the limb higher +",
         "frontal", FRONT, "shoulder"),
    _row(trunk_measures.shoulder_width, RATIO, "shoulders behind each other", "wider +", "image",
         ANY, "shoulder"),
    _row(trunk_measures.plank_line, DEG, "folded shut", "straight 180", "image", ANY,
         "shoulder hip ankle"),
    _row(trunk_measures.neck_bend, DEG, "neck in line with the trunk", "unsigned", "image", SIDE,
         "ear shoulder hip"),
    _row(trunk_measures.neck_back, DEG, "neck in line with the trunk", "looking up +", "sagittal",
         SIDE, "ear shoulder hip heel foot_index"),
    _row(trunk_measures.head_back, DEG, "face square to the trunk", "chin up +", "sagittal", SIDE,
         "ear shoulder hip"),
    _row(trunk_measures.head_lift, RATIO, "start pose", "up +", "vertical", SIDE, "ear"),
    _row(trunk_measures.arm_raise, DEG, "hand at the hip", "overhead 180", "image", SIDE,
         "shoulder hip wrist"),
    _row(trunk_measures.shoulder_prop, RATIO, "shoulder level with elbow", "shoulder higher +",
         "vertical", ANY, "shoulder elbow"),
    _row(trunk_measures.trunk_length, RATIO, "trunk seen end-on", "trunk seen in full 1", "image",
         ANY, "shoulder hip"),
    _row(trunk_measures.hand_drop, RATIO, "hand level with shoulder", "hand lower +", "vertical",
         ANY, "shoulder wrist"),
)  # fmt: skip

_EVERY = (*_ROWS, *_LEG_ROWS, *_TRUNK_ROWS)

ANGLES: dict[str, Angle] = {angle.key: angle for angle in _EVERY}


def find_angle(key: str) -> Angle:
    """The angle of that key; ValueError naming the known ones."""
    if key not in ANGLES:
        raise ValueError(f"angle: expected one of {sorted(ANGLES)}, got {key!r}")
    return ANGLES[key]


def angles_document() -> str:
    """The text of docs/angles.md."""
    columns = ("key", "definition", "zero", "sign", "plane", "view", "parts", "known_error")
    lines = [
        "# Angles and distances",
        "",
        "Generated from `kinematics/angles.py`; do not edit. Points are image pixels, x right, "
        "y down; left and right are the person's own. `deg` = degrees, `ratio` = no unit.",
        "",
        "| " + " | ".join(columns) + " |",
        "|" + "---|" * len(columns),
    ]
    for angle in _EVERY:
        cells = (getattr(angle, column) for column in columns)
        text = (cell if isinstance(cell, str) else ", ".join(cell) for cell in cells)
        lines.append("| " + " | ".join(text) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(angles_document())
