"""A stick body that exercises in front of a simple camera: landmark recordings with known truth.

World: metres, x image right, y up, z towards the camera. Angles in degrees, the person's own left
and right. A `Motion` says how the body holds itself at a given angle of the driving joint, the rest
(tempo, range, frame rate, noise, camera) is the same for every exercise. A new exercise needs one
function and one row in `MOTIONS`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from exercises.spec import Exercise
from kinematics.body import Body
from kinematics.landmarks import Landmark, Side, landmark_of
from kinematics.pose import PoseSequence
from kinematics.quality import View

Array = NDArray[np.float64]

TORSO, SHOULDERS, HIPS = 0.52, 0.34, 0.18
THIGH = SHANK = 0.82 * TORSO
X, Y, Z = np.eye(3)
SIDES = (Side.LEFT, Side.RIGHT)


def unit(vector: Array) -> Array:
    return np.asarray(vector / np.linalg.norm(vector, axis=-1, keepdims=True))


def turn(degrees: Array | float, a: Array, b: Array) -> Array:
    """The direction `a` turned towards the direction `b` (at right angles to it) by `degrees`."""
    angle = np.radians(np.asarray(degrees, dtype=np.float64))[..., None]
    return np.asarray(np.cos(angle) * a + np.sin(angle) * b)


def about(axis: Array, degrees: Array | float, vector: Array) -> Array:
    """`vector` rotated about the unit `axis` (right-hand rule; Rodrigues 1840)."""
    angle = np.radians(np.asarray(degrees, dtype=np.float64))[..., None]
    along = np.sum(axis * vector, axis=-1, keepdims=True) * axis
    return np.asarray(
        along + np.cos(angle) * (vector - along) + np.sin(angle) * np.cross(axis, vector)
    )


@dataclass(frozen=True, kw_only=True)
class Stick:
    """A body as directions; every field (3,) or (T, 3), legs as (left, right).

    hip   middle of the hips, metres       spine  mid-hip to mid-shoulder
    front where the chest points            thigh, shank, foot  away from the trunk; heel to toes
    """

    hip: Array
    spine: Array
    front: Array
    thigh: tuple[Array, Array]
    shank: tuple[Array, Array]
    foot: tuple[Array, Array]

    @property
    def left(self) -> Array:
        return np.asarray(np.cross(self.spine, self.front))

    def towards(self, other: "Stick", share: Array) -> "Stick":
        """Between this body and another, at shares (T,) of the way; segments keep their length."""
        part = share[:, None]

        def mix(a: Array, b: Array) -> Array:
            return unit((1 - part) * a + part * b)

        spine = mix(self.spine, other.spine)
        front = mix(self.front, other.front)
        front = unit(front - np.sum(front * spine, axis=-1, keepdims=True) * spine)
        legs = {
            name: (
                mix(getattr(self, name)[0], getattr(other, name)[0]),
                mix(getattr(self, name)[1], getattr(other, name)[1]),
            )
            for name in ("thigh", "shank", "foot")
        }
        hip = (1 - part) * self.hip + part * other.hip
        return Stick(hip=hip, spine=spine, front=front, **legs)

    def moved(self, by: Array) -> "Stick":
        return replace(self, hip=self.hip + by)

    def joints(self) -> Array:
        """(T, 33, 3) metres."""
        spine, front, left = self.spine, self.front, self.left
        shoulder = self.hip + TORSO * spine
        head = shoulder + 0.20 * spine
        points: dict[Landmark, Array] = {mark: head + 0.09 * front for mark in Landmark}
        for index, side in enumerate(SIDES):
            out = (1.0 if side is Side.LEFT else -1.0) * left
            at = {
                "ear": head + 0.07 * out,
                "shoulder": shoulder + SHOULDERS / 2 * out,
                "hip": self.hip + HIPS / 2 * out,
            }
            at["elbow"] = at["shoulder"] + 0.28 * (0.3 * front - 0.95 * spine)
            at["wrist"] = at["elbow"] + 0.25 * (0.8 * front - 0.6 * spine)
            at["knee"] = at["hip"] + THIGH * self.thigh[index]
            at["ankle"] = at["knee"] + SHANK * self.shank[index]
            at["heel"] = at["ankle"] + 0.05 * self.shank[index] - 0.05 * self.foot[index]
            at["foot_index"] = at["heel"] + 0.20 * self.foot[index]
            points.update({landmark_of(part, side): point for part, point in at.items()})
        for hand in (17, 19, 21):
            points[Landmark(hand)] = points[Landmark.LEFT_WRIST]
            points[Landmark(hand + 1)] = points[Landmark.RIGHT_WRIST]
        marks = np.broadcast_arrays(*(np.atleast_2d(points[mark]) for mark in Landmark))
        return np.stack(marks, axis=1)


# ---- postures -----------------------------------------------------------------------------------


def standing(flexion_deg: Array | float) -> Stick:
    """Upright, facing the camera, feet on the floor; both knees bent (a squat)."""
    half = np.asarray(flexion_deg, dtype=np.float64) / 2
    thigh, shank = turn(half, -Y, Z), turn(half, -Y, -Z)
    spine, front = turn(0.8 * half, Y, Z), turn(0.8 * half, Z, -Y)
    hip = 0.08 * Y - THIGH * thigh - SHANK * shank
    return Stick(
        hip=hip, spine=spine, front=front, thigh=(thigh,) * 2, shank=(shank,) * 2, foot=(Z, Z)
    )


def bridging(hip_deg: Array | float, heels_m: float = 0.46) -> Stick:
    """On the back, head at image left, shoulders and feet on the mat, hip angle as asked.

    `heels_m` is the distance hip-ankle at rest; 0.46 m bends the knees about 115 degrees.
    """
    tilt = np.linspace(0.0, 50.0, 501)
    table = _bridge(tilt, heels_m)
    angle = 180.0 - np.degrees(_angle_from(-table.spine, table.thigh[0]))
    turning = int(np.argmax(angle)) + 1
    wanted = np.asarray(np.interp(hip_deg, angle[:turning], tilt[:turning]))
    return _bridge(wanted, heels_m)


def _angle_from(a: Array, b: Array) -> Array:
    """Signed angle from `a` to `b` in the x-y plane, radians, anticlockwise on paper."""
    cross = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    return np.asarray(np.arctan2(cross, np.sum(a * b, axis=-1)))


def _bridge(tilt_deg: Array, heels_m: float) -> Stick:
    shoulder, ankle = 0.10 * Y, 0.10 * Y + (TORSO + heels_m) * X
    away = turn(tilt_deg, X, Y)
    hip = shoulder + TORSO * away
    chord = ankle - hip
    reach = np.linalg.norm(chord, axis=-1, keepdims=True)
    along = unit(chord)
    upwards = np.stack([-along[..., 1], along[..., 0], 0 * along[..., 0]], axis=-1)
    knee = hip + chord / 2 + np.sqrt(np.maximum(THIGH**2 - (reach / 2) ** 2, 0)) * upwards
    return Stick(
        hip=hip - 0.75 * X,
        spine=-away,
        front=turn(tilt_deg, Y, -X),
        thigh=(unit(knee - hip),) * 2,
        shank=(unit(ankle - knee),) * 2,
        foot=(X, X),
    )


def clamshelling(opening_deg: Array | float) -> Stick:
    """On the side, front to the camera, hips 50 and knees 90 degrees bent; the left knee opens."""
    opening = np.asarray(opening_deg, dtype=np.float64)
    thigh, shank = turn(50.0, X, Z), turn(-40.0, X, Z)
    axis = unit(thigh + shank)
    upper_thigh, upper_shank = about(axis, -opening, thigh), about(axis, -opening, shank)
    return Stick(
        hip=0.2 * Y,
        spine=-X,
        front=Z,
        thigh=(upper_thigh, thigh),
        shank=(upper_shank, shank),
        foot=(thigh, thigh),
    )


def leg_raising(abduction_deg: Array | float) -> Stick:
    """On the side, front to the camera; the straight left leg is raised, the lower leg is bent."""
    leg = turn(abduction_deg, X, Y)
    return Stick(
        hip=0.2 * Y - 0.2 * X,
        spine=-X,
        front=Z,
        thigh=(leg, turn(45.0, X, Z)),
        shank=(leg, turn(-45.0, X, Z)),
        foot=(Z, Z),
    )


@dataclass(frozen=True, kw_only=True)
class Camera:
    """A level pinhole camera that looks at the origin."""

    height_m: float
    distance_m: float = 2.25
    px_per_m: float = 400.0
    yaw_deg: float = 0.0
    size_wh: tuple[int, int] = (1280, 960)

    def project(self, joints: Array) -> tuple[Array, Array]:
        """(T, 33, 2) pixels and (T, 33) metres from the camera."""
        turned = about(Y, self.yaw_deg, joints)
        depth = self.distance_m - turned[..., 2]
        scale = self.px_per_m * self.distance_m / depth
        x_px = self.size_wh[0] / 2 + scale * turned[..., 0]
        y_px = self.size_wh[1] / 2 - scale * (turned[..., 1] - self.height_m)
        return np.stack([x_px, y_px], axis=-1), depth


@dataclass(frozen=True, kw_only=True)
class Motion:
    """How one exercise is done: the pose at an angle of the driving joint, and the camera.

    yaw_deg  turn of the body to be seen in each view that can be judged
    wrong    turns of the body from which the exercise cannot be judged
    """

    pose: Callable[[Array], Stick]
    rest_deg: float
    most_deg: float
    camera: Camera
    yaw_deg: dict[View, float]
    wrong: tuple[float, ...] = ()


MAT = Camera(height_m=0.35)
STAND = Camera(height_m=0.85, distance_m=2.5)
MOTIONS = {
    "glute_bridge": Motion(
        pose=bridging,
        rest_deg=122.0,
        most_deg=192.0,
        camera=MAT,
        yaw_deg={View.SIDE: 0.0},
        wrong=(90.0, -90.0),
    ),
    "clamshell": Motion(
        pose=clamshelling,
        rest_deg=0.0,
        most_deg=60.0,
        camera=MAT,
        yaw_deg={View.FRONT: 0.0},
        wrong=(180.0, 90.0),
    ),
    "side_lying_hip_abduction": Motion(
        pose=leg_raising,
        rest_deg=2.0,
        most_deg=60.0,
        camera=MAT,
        yaw_deg={View.FRONT: 0.0},
        wrong=(180.0, 90.0),
    ),
    "squat": Motion(
        pose=standing,
        rest_deg=6.0,
        most_deg=120.0,
        camera=STAND,
        yaw_deg={View.SIDE: 90.0, View.FRONT: 0.0, View.REAR: 180.0},
    ),
}


# ---- recordings ---------------------------------------------------------------------------------


def minimum_jerk(share: Array) -> Array:
    """Way gone after that share of the time, both 0…1 (Flash & Hogan 1985)."""
    s = np.clip(share, 0.0, 1.0)
    return np.asarray(s**3 * (10 - 15 * s + 6 * s * s))


def course_of(points: Sequence[tuple[float, float]], fps: float) -> tuple[Array, Array]:
    """Times (T,) and values (T,) of smooth ways between points (seconds, value)."""
    at_s, values = np.array(points, dtype=np.float64).T
    time_s = np.arange(0.0, at_s[-1], 1.0 / fps)
    index = np.clip(np.searchsorted(at_s, time_s, side="right") - 1, 0, len(at_s) - 2)
    share = minimum_jerk((time_s - at_s[index]) / np.diff(at_s)[index])
    return time_s, values[index] + share * np.diff(values)[index]


def sequence_of(
    camera: Camera, joints: Array, time_s: Array, *, noise_px: float = 0.0, seed: int = 0
) -> PoseSequence:
    """What a perfect pose model would see of joints (T, 33, 3), plus noise.

    Of two twins the one further from the camera is seen less well, like with a real model.
    """
    xy_px, depth = camera.project(joints)
    rng = np.random.default_rng(seed)
    xy_px = xy_px + noise_px * rng.standard_normal(xy_px.shape)
    visibility = np.full(depth.shape, 0.95)
    for left in range(11, 33, 2):
        behind = depth[:, left] - depth[:, left + 1]
        visibility[:, left] -= 0.2 * (behind > 0.05)
        visibility[:, left + 1] -= 0.2 * (behind < -0.05)
    turned = about(Y, camera.yaw_deg, joints)
    centre = turned[:, 23:25].mean(axis=1, keepdims=True)
    return PoseSequence(
        time_s=time_s,
        xy_px=xy_px,
        visibility=visibility,
        world_m=(turned - centre) * np.array([1.0, -1.0, -1.0]),
        image_size_wh=camera.size_wh,
        source="synthetic",
    )


@dataclass(frozen=True, kw_only=True)
class TrueRep:
    """What a repetition really was; `progress` of the exercise's own way to its target."""

    start_s: float
    peak_s: float
    end_s: float
    peak_deg: float
    progress: float


@dataclass(frozen=True, kw_only=True)
class Tempo:
    """Durations in seconds: rest before, up, hold, down, rest between, rest after."""

    lead: float = 1.5
    up: float = 1.4
    hold: float = 0.8
    down: float = 1.4
    rest: float = 1.0
    tail: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Studio:
    """Records one exercise in one view."""

    exercise: Exercise
    view: View | None = None
    turned_deg: float | None = None

    @property
    def motion(self) -> Motion:
        return MOTIONS[self.exercise.key]

    @property
    def camera(self) -> Camera:
        yaw = self.turned_deg
        if yaw is None:
            yaw = self.motion.yaw_deg[self.view or self.exercise.camera.view]
        return replace(self.motion.camera, yaw_deg=yaw)

    def degrees_for(self, progress: Array | Sequence[float]) -> Array:
        """The joint angle at which the exercise's own progress has these values."""
        degrees = np.linspace(self.motion.rest_deg, self.motion.most_deg, 241)
        return np.asarray(np.interp(progress, self.progress_of(degrees), degrees))

    def progress_of(self, degrees: Array) -> Array:
        """Progress of clean poses at these joint angles, by the exercise's own driving signal."""
        signals = self.exercise.rep.signals
        signal = signals.get(self.view or self.exercise.camera.view, next(iter(signals.values())))
        still = self.camera.project(self.motion.pose(degrees).joints())[0]
        start = self.camera.project(self.motion.pose(np.array([self.motion.rest_deg])).joints())[0]
        bodies = [
            Body(xy_px=pose, working=self.working, near=self.working, start_xy_px=start[0])
            for pose in (start[0], *still)
        ]
        return np.array([signal.progress_in(body) for body in bodies[1:]])

    @property
    def working(self) -> Side:
        """The working leg of a side-lying body is the left; else the side nearer the camera."""
        joints = self.motion.pose(np.array([self.motion.rest_deg])).joints()
        depth = self.camera.project(joints)[1][0]
        left, right = depth[Landmark.LEFT_HIP], depth[Landmark.RIGHT_HIP]
        return Side.RIGHT if right < left - 0.02 else Side.LEFT

    def follow(
        self, points: Sequence[tuple[float, float]], *, fps: float = 30.0, noise_px: float = 0.0
    ) -> PoseSequence:
        """The recording of a body whose progress goes smoothly through (seconds, progress)."""
        time_s, course = course_of(points, fps)
        return self.film(self.degrees_for(course), time_s, noise_px=noise_px)

    def film(
        self, degrees: Array, time_s: Array, *, noise_px: float = 0.0, seed: int = 0
    ) -> PoseSequence:
        """The recording of the body at these joint angles (T,)."""
        joints = self.motion.pose(degrees).joints()
        return sequence_of(self.camera, joints, time_s, noise_px=noise_px, seed=seed)

    def perform(
        self,
        progress: Sequence[float] = (1.1, 1.1),
        *,
        tempo: Tempo | None = None,
        fps: float = 30.0,
        noise_px: float = 0.0,
        seed: int = 0,
    ) -> tuple[PoseSequence, tuple[TrueRep, ...]]:
        """Repetitions that reach these progress values, each a minimum-jerk way up and down."""
        tempo = tempo or Tempo()
        tops, rest = self.degrees_for(progress), self.motion.rest_deg
        period = tempo.up + tempo.hold + tempo.down + tempo.rest
        starts = tempo.lead + period * np.arange(len(progress))
        time_s = np.arange(0.0, tempo.lead + period * len(progress) + tempo.tail, 1.0 / fps)
        degrees = np.full(len(time_s), rest)
        reps = []
        for start, top, reached in zip(starts, tops, progress, strict=True):
            leave = start + tempo.up + tempo.hold
            rise = minimum_jerk((time_s - start) / tempo.up)
            fall = minimum_jerk((time_s - leave) / tempo.down)
            degrees += (top - rest) * (rise - fall)
            reps.append(
                TrueRep(
                    start_s=float(start),
                    peak_s=float(start + tempo.up),
                    end_s=float(leave + tempo.down),
                    peak_deg=float(top),
                    progress=reached,
                )
            )
        return self.film(degrees, time_s, noise_px=noise_px, seed=seed), tuple(reps)


def without(sequence: PoseSequence, lost: NDArray[np.bool_]) -> PoseSequence:
    """The same recording with nobody seen in the frames marked in `lost` (T,)."""
    arrays = {}
    for name in ("xy_px", "visibility", "world_m"):
        arrays[name] = getattr(sequence, name).copy()
        arrays[name][lost] = np.nan
    return replace(sequence, **arrays)


def walking(stick: Stick, path: Array, time_s: Array) -> Array:
    """(T, 33, 3) a standing body that walks along `path` (T, 3), legs swinging at 0.9 strides/s."""
    swing = 22.0 * np.sin(2 * np.pi * 0.9 * time_s)
    thigh = (turn(swing, -Y, stick.front), turn(-swing, -Y, stick.front))
    shank = (turn(swing - 12.0, -Y, stick.front), turn(-swing - 12.0, -Y, stick.front))
    return replace(stick, hip=stick.hip + path, thigh=thigh, shank=shank).joints()
