"""How far a pelvis track is from the truth of a scene."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from tests.sticker_scenes import (
    GREEN,
    ORANGE,
    PINK,
    WHITE,
    YELLOW,
    Scene,
    disturbed,
    drawn,
    encoded,
    load_scene,
)
from vision.pelvis_stickers import PelvisTrack, StandingZero, track_pelvis
from vision.sticker_region import stride_phase

STICKERS = {"t03": ORANGE, "t05": PINK, "t06": GREEN, "t08": YELLOW, "s01": GREEN, "s03": ORANGE}


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Errors against truth in degrees; NaN where no degrees were given.

    gain, r, sd      of the obliquity
    drop_error       mean error of the peak drop in (left, right) stance
    difference       true left minus right drop · difference_error  error of it
    """

    name: str
    track: PelvisTrack
    gain: float
    r: float
    sd: float
    drop_error: tuple[float, float]
    difference: float
    difference_error: float

    @property
    def shown(self) -> bool:
        return not self.track.refused

    @property
    def worst_drop_error(self) -> float:
        return float(np.nanmax(np.abs(self.drop_error)))


def judge(scene: Scene, *, zero_deg: float = 0.0) -> Verdict:
    """Track a scene as the app would, with its true standing line as zero."""
    zero = StandingZero(line_deg=zero_deg, sd_deg=0.0)
    track = track_pelvis(scene.frames, scene.poses, on_pelvis=True, lens=scene.lens, zero=zero)
    known = np.isfinite(track.obliquity_deg)
    nothing = float("nan")
    if not known.any():
        return Verdict(
            name=scene.name,
            track=track,
            gain=nothing,
            r=nothing,
            sd=nothing,
            drop_error=(nothing, nothing),
            difference=nothing,
            difference_error=nothing,
        )
    measured, truth = track.obliquity_deg[known], scene.truth_deg[known]
    phase, _ = stride_phase(scene.poses)
    pairs = [peak_drops(x, phase) for x in (track.obliquity_deg, scene.truth_deg)]
    kept = [np.isfinite(pairs[0][side]) for side in (0, 1)]
    found, true = ([pair[side][kept[side]].mean() for side in (0, 1)] for pair in pairs)
    return Verdict(
        name=scene.name,
        track=track,
        gain=float(np.polyfit(truth, measured, 1)[0]),
        r=float(np.corrcoef(truth, measured)[0, 1]),
        sd=float((measured - truth).std()),
        drop_error=(float(found[0] - true[0]), float(found[1] - true[1])),
        difference=float(true[0] - true[1]),
        difference_error=float((found[0] - found[1]) - (true[0] - true[1])),
    )


def peak_drops(obliquity_deg: np.ndarray, phase: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Peak contralateral drop of each left and each right stance; NaN where a fifth is missing."""
    half = np.where(np.isfinite(phase), phase >= 0.5, -1).astype(int)
    stances: tuple[list[float], list[float]] = ([], [])
    for part in np.split(np.arange(len(half)), np.flatnonzero(np.diff(half)) + 1):
        if half[part[0]] < 0 or len(part) < 5:
            continue
        drop = obliquity_deg[part] * (1.0 if half[part[0]] == 0 else -1.0)
        known = np.isfinite(drop)
        stances[half[part[0]]].append(float(np.nanmax(drop)) if known.mean() >= 0.8 else np.nan)
    return np.array(stances[0]), np.array(stances[1])


def scenes_of(clip: str) -> Iterator[tuple[Scene, float]]:
    """Every scene made of a clip, with its line in level standing."""
    scene = load_scene(clip)
    if clip[:3] in STICKERS and not clip.endswith("__nostk"):
        for name, one in disturbed(scene, STICKERS[clip[:3]]).items():
            yield _named(one, f"{clip} {name}"), 5.0 if name == "roll +5" else 0.0
        return
    yield _named(encoded(scene, crf=23), f"{clip} as it is"), 0.0
    for colour, look, apart_mm, size_mm in (
        (PINK, "pink", 90.0, 20.0),
        (GREEN, "green", 130.0, 25.0),
        (ORANGE, "orange", 180.0, 30.0),
        (YELLOW, "yellow", 150.0, 20.0),
        (WHITE, "white", 120.0, 25.0),
    ):
        one = drawn(scene, colour=colour, apart_mm=apart_mm, size_mm=size_mm, name=look)
        yield _named(encoded(one, crf=23), f"{clip} {look} {apart_mm:.0f}/{size_mm:.0f} mm"), 0.0


def _named(scene: Scene, name: str) -> Scene:
    return replace(scene, name=name)
