"""Runners with known truth for the running tests and benchmarks.

Marker recordings with force-plate events (`force_plate_runners`) are filmed by a virtual pinhole
camera: lens at hip height, 4 m away. Rendered clips come as recorded landmarks in
``tests/fixtures`` beside the truth table of the clip. The material stays outside the project.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import scipy.io
from numpy.typing import NDArray

from kinematics.landmarks import LANDMARK_COUNT, Landmark, Side, landmark_of
from kinematics.pose import PoseSequence

Array = NDArray[np.float64]
CLIPS = Path(__file__).resolve().parents[1].parent / "shared" / "clips"
MOCAP = CLIPS / "mocap"
FIXTURES = Path(__file__).parent / "fixtures"
FORWARD, UP, RIGHT = 0, 1, 2
PARTS = ("shoulder", "hip", "knee", "ankle", "heel", "foot_index")


@dataclass(frozen=True, kw_only=True)
class Runner:
    """Body points in metres (forward, up, right) and the true contacts.

    points  (T, 33, 3); NaN = no marker.  contacts {side: (n, 2) seconds of contact and toe-off}
    """

    name: str
    time_s: Array
    points: Array
    contacts: dict[Side, Array]
    event_sides: tuple[Side, ...] = (Side.LEFT, Side.RIGHT)

    @property
    def cadence_spm(self) -> float:
        """Steps a minute from the true contacts of one side."""
        ic = self.contacts[self.event_sides[0]][:, 0]
        return float(120.0 * (len(ic) - 1) / (ic[-1] - ic[0]))


def film(
    runner: Runner,
    *,
    view: str,
    fps: float,
    noise_m: float = 0.0,
    yaw_deg: float = 0.0,
    roll_deg: float = 0.0,
    dropped: float = 0.0,
    seed: int = 0,
) -> PoseSequence:
    """The runner as a camera at `fps` would see it, with white noise on every landmark."""
    rng = np.random.default_rng(seed)
    start = runner.time_s[0] + rng.uniform(0, 1 / fps)
    time_s = np.arange(start, runner.time_s[-1], 1 / fps)
    time_s = time_s[rng.random(len(time_s)) >= dropped]
    flat = runner.points.reshape(len(runner.points), -1)
    points = np.stack([np.interp(time_s, runner.time_s, c) for c in flat.T], axis=1)
    points = points.reshape(len(time_s), LANDMARK_COUNT, 3)
    points = points + rng.normal(0, noise_m or 1e-9, points.shape)
    xy_px = _project(points, view, np.radians(yaw_deg), np.radians(roll_deg))
    seen = np.isfinite(xy_px[..., 0])
    return PoseSequence(
        time_s=time_s,
        xy_px=xy_px,
        visibility=np.where(seen, 0.95, np.nan),
        world_m=np.full(points.shape, np.nan),
        image_size_wh=(1280, 960),
        source=f"{runner.name} {view}",
    )


def _project(points: Array, view: str, yaw: float, roll: float) -> Array:
    forward, right = points[..., FORWARD], points[..., RIGHT]
    across, away = {
        "right": (forward, -right),
        "left": (-forward, right),
        "rear": (right, forward),
        "front": (-right, -forward),
    }[view]
    across, away = (
        across * np.cos(yaw) + away * np.sin(yaw),
        away * np.cos(yaw) - across * np.sin(yaw),
    )
    size = 1500.0 / (4.0 + away)
    x, y = across * size, -(points[..., UP] - 0.95) * size
    turned = np.stack(
        (x * np.cos(roll) - y * np.sin(roll), x * np.sin(roll) + y * np.cos(roll)), axis=-1
    )
    return turned + np.array([640.0, 480.0])


def _blank(count: int) -> Array:
    return np.full((count, LANDMARK_COUNT, 3), np.nan)


def _set_trunk(points: Array) -> None:
    """Shoulders and head above the hips where the recording has no markers there."""
    mid = (points[:, Landmark.LEFT_HIP] + points[:, Landmark.RIGHT_HIP]) / 2
    for side, sign in ((Side.LEFT, -1.0), (Side.RIGHT, 1.0)):
        points[:, landmark_of("shoulder", side)] = mid + np.array([0.06, 0.48, 0.17 * sign])
        points[:, landmark_of("ear", side)] = mid + np.array([0.08, 0.70, 0.07 * sign])
    points[:, Landmark.NOSE] = mid + np.array([0.19, 0.68, 0.0])


@cache
def rbds_runner() -> Runner:
    """Fukuchi et al. (2017), treadmill, 2.5 m/s: markers 150 Hz, events from the force plate."""
    folder = MOCAP / "rbds"
    run = _marker_table(folder / "RBDS001runT25markers.txt.gz")
    static = {k: v.mean(axis=0) for k, v in _marker_table(folder / "RBDS001static.txt.gz").items()}
    count = len(run["R.ASIS"])
    points = _blank(count)
    for side, letter in ((Side.LEFT, "L"), (Side.RIGHT, "R")):
        for part, marker in (("heel", "Heel.Bottom"), ("foot_index", "MT1")):
            points[:, landmark_of(part, side)] = run[f"{letter}.{marker}"]
        for part, segment, names in (
            ("knee", "Thigh", ("Knee", "Knee.Medial")),
            ("ankle", "Shank", ("Ankle", "Ankle.Medial")),
        ):
            cluster = [
                f"{letter}.{segment}.{a}.{b}"
                for a in ("Top", "Bottom")
                for b in ("Lateral", "Medial")
            ]
            target = np.mean([static[f"{letter}.{n}"] for n in names], axis=0)
            points[:, landmark_of(part, side)] = _carried(run, static, cluster, target)
    _set_hips(points, run)
    points[..., FORWARD] -= np.nanmean(points[..., FORWARD])
    points[..., RIGHT] -= np.nanmean(points[..., RIGHT])
    _set_trunk(points)
    events = pd.read_csv(folder / "TRUTH_RBDS001_T25_events.csv")
    contacts = {
        side: events.loc[events["side"] == letter, ["ic_s", "to_s"]].to_numpy()
        for side, letter in ((Side.LEFT, "L"), (Side.RIGHT, "R"))
    }
    return Runner(
        name="rbds 2.5 m/s", time_s=np.arange(count) / 150, points=points, contacts=contacts
    )


def _marker_table(path: Path) -> dict[str, Array]:
    table = pd.read_csv(path, sep="\t").interpolate()
    names = [c[:-1] for c in table.columns if c.endswith("X")]
    return {n: table[[n + a for a in "XYZ"]].to_numpy() / 1000 for n in names}


def _carried(
    run: dict[str, Array], static: dict[str, Array], cluster: list[str], target: Array
) -> Array:
    """A point fixed to a marker cluster, found in every frame by the best rigid motion."""
    model = np.array([static[n] for n in cluster])
    frames = np.stack([run[n] for n in cluster], axis=1)
    u, _, vt = np.linalg.svd(
        np.einsum("tij,ik->tjk", frames - frames.mean(1, keepdims=True), model - model.mean(0))
    )
    flip = np.ones((len(frames), 3))
    flip[:, 2] = np.sign(np.linalg.det(u @ vt))
    turn = (u * flip[:, None, :]) @ vt
    return np.asarray(frames.mean(1) + turn @ (target - model.mean(0)))


def _set_hips(points: Array, run: dict[str, Array]) -> None:
    """Hip centres from the pelvis markers, Harrington et al. (2007), J Biomech 40:595."""
    asis = (run["R.ASIS"] + run["L.ASIS"]) / 2
    psis = (run["R.PSIS"] + run["L.PSIS"]) / 2
    width = np.linalg.norm(run["R.ASIS"] - run["L.ASIS"], axis=1).mean()
    depth = np.linalg.norm(asis - psis, axis=1).mean()
    right = run["R.ASIS"] - run["L.ASIS"]
    right = right / np.linalg.norm(right, axis=1, keepdims=True)
    front = asis - psis
    front = front - (front * right).sum(1, keepdims=True) * right
    front = front / np.linalg.norm(front, axis=1, keepdims=True)
    up = np.cross(right, front)
    for side, sign in ((Side.LEFT, -1.0), (Side.RIGHT, 1.0)):
        points[:, landmark_of("hip", side)] = (
            asis
            + front * (-0.24 * depth - 0.0099)
            + up * (-0.30 * width - 0.0109)
            + sign * right * (0.33 * width + 0.0073)
        )


@cache
def footnet_runners() -> tuple[Runner, Runner]:
    """FootNet example (Rivadulla 2021), treadmill, 4.68 m/s: one runner, each leg by itself.

    The legs were cut apart, so the other leg is a copy half a stride away and has no truth.
    """
    data = scipy.io.loadmat(MOCAP / "footnet" / "Data_example.mat", squeeze_me=True)
    return _footnet_leg(data, "r", Side.RIGHT), _footnet_leg(data, "l", Side.LEFT)


def _footnet_leg(data: dict[str, Array], letter: str, side: Side) -> Runner:
    def track(name: str) -> Array:
        return np.concatenate([np.asarray(w, dtype=float) for w in data[letter + name]])

    heel, toe, ankle, knee = (track(n) for n in ("foot_prox", "foot_dist", "tib_dist", "tib_prox"))
    shank = knee - ankle
    bend = np.radians(track("knee")[:, 0])
    lean = np.arctan2(shank[:, 1], shank[:, 2]) - bend
    hip = knee + 0.42 * np.column_stack((np.zeros(len(lean)), np.sin(lean), np.cos(lean)))
    starts = np.cumsum([0] + [len(w) for w in data[letter + "tib_prox"]])[:-1]
    ic_to = np.asarray(data[letter + "grfevents"], dtype=float)[:, :2] / 2000
    contacts = ic_to + starts[:, None] / 200
    points = _blank(len(heel))
    half = round(float(np.median(np.diff(contacts[:, 0]))) * 100)
    for part, point in zip(PARTS[1:], (hip, knee, ankle, heel, toe), strict=True):
        own = point[:, [1, 2, 0]] * np.array([1.0, 1.0, 0.0])
        own[:, RIGHT] = 0.08 if side is Side.RIGHT else -0.08
        points[:, landmark_of(part, side)] = own
        points[:, landmark_of(part, side.other)] = np.roll(own, half, axis=0) * [1, 1, -1]
    points[..., FORWARD] -= np.nanmean(points[..., FORWARD])
    _set_trunk(points)
    time_s = np.arange(len(points)) / 200
    return Runner(
        name=f"footnet {side.value} 4.7 m/s",
        time_s=time_s,
        points=points,
        contacts={side: contacts},
        event_sides=(side,),
    )


@cache
def bmc_runner() -> Runner:
    """OpenSim running trial of BMClab, overground, 2.75 m/s: 0.8 s, one contact a side."""
    folder = MOCAP / "bmc_run"
    names = (folder / "motion_capture_run.trc").read_text().splitlines()[3].split("\t")[2::3]
    table = np.genfromtxt(folder / "motion_capture_run.trc", skip_header=6, delimiter="\t")
    mark = {n.strip(): table[:, 2 + 3 * i : 5 + 3 * i] / 1000 for i, n in enumerate(names)}
    points = _blank(len(table))
    for side, letter in ((Side.LEFT, "L"), (Side.RIGHT, "R")):
        for part, markers in (
            ("shoulder", ("ACR",)),
            ("knee", ("LFCv", "MFCv")),
            ("ankle", ("LMALv", "MMALv")),
            ("heel", ("CAL",)),
            ("foot_index", ("TOE",)),
        ):
            points[:, landmark_of(part, side)] = np.mean(
                [mark[letter + m] for m in markers], axis=0
            )
    pelvis = {f"{a}.{b}": mark[a + c] for a in "LR" for b, c in (("ASIS", "ASI"), ("PSIS", "PSI"))}
    _set_hips(points, pelvis)
    force = np.genfromtxt(folder / "grf_run.mot", skip_header=7)
    contacts = {
        side: _loaded(force[:, 0], force[:, column])
        for side, column in ((Side.RIGHT, 2), (Side.LEFT, 8))
    }
    return Runner(name="bmc 2.75 m/s", time_s=table[:, 1], points=points, contacts=contacts)


def _loaded(time_s: Array, force_n: Array, threshold_n: float = 20.0) -> Array:
    """(n, 2) times between which the vertical force is over the threshold, whole contacts only."""
    edges = np.flatnonzero(np.diff((force_n > threshold_n).astype(int)))
    if force_n[0] > threshold_n:
        edges = edges[1:]
    pairs = edges[: len(edges) // 2 * 2].reshape(-1, 2) + 1
    return np.asarray(time_s[pairs], dtype=float)


def force_plate_runners() -> tuple[Runner, ...]:
    """Every treadmill runner with force-plate events."""
    return (rbds_runner(), *footnet_runners())


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """Recorded landmarks of a rendered clip and its truth (`table`: a row per frame)."""

    sequence: PoseSequence
    table: pd.DataFrame
    contacts: dict[Side, Array]
    info: dict[str, object]

    @property
    def cadence_spm(self) -> float:
        """Steps a minute from the true contacts of both sides."""
        ic = np.sort(np.concatenate([c[:, 0] for c in self.contacts.values()]))
        return float(60.0 * (len(ic) - 1) / (ic[-1] - ic[0]))


@cache
def rendered(stem: str) -> Rendered:
    """A rendered clip by its name: landmarks of the fixture, truth from beside the clip."""
    info = json.loads((CLIPS / "rendered" / f"{stem}.json").read_text())
    table = pd.read_csv(CLIPS / "rendered" / f"{stem}.csv.gz")
    contacts = {}
    for side, letter in ((Side.LEFT, "L"), (Side.RIGHT, "R")):
        on = [e["t"] for e in info["events"] if e["kind"] == f"ic_{letter}"]
        off = np.array([e["t"] for e in info["events"] if e["kind"] == f"to_{letter}"])
        pairs = [(t, off[off > t][0]) for t in on if (off > t).any()]
        contacts[side] = np.array(pairs, dtype=float).reshape(-1, 2)
    sequence = PoseSequence.load_npz(str(FIXTURES / f"{stem}.npz"))
    return Rendered(sequence=sequence, table=table, contacts=contacts, info=info)
