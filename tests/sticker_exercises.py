"""The rendered drop of the pelvis with stickers drawn on it, and what an exercise makes of it."""

from dataclasses import replace

import numpy as np

from analysis.exercise_pelvis import find_pelvis
from analysis.exercise_session import Curve, ExerciseSession, PelvisResult
from analysis.sticker_choice import Stickers
from analysis.stickers import StickersWorn
from exercises.results import Rep
from kinematics.quality import CaptureGrade, Grade
from tests.drawn_exercise import DrawnSet
from tests.sticker_scenes import Scene, drawn, load_scene, scaled

STOOD_S = 1.5
WORN = StickersWorn(on=Stickers.ON_SKIN, lens_at_hip=True)
# Standing on the left leg the pelvis sinks by 10 degrees on the right and rises by 10: start, top
# and end of both, seconds.
TOPS = ((1.5, 2.5, 3.5), (3.5, 4.5, 5.5))
_COLUMNS = slice(200, 440)


def hike_scene(
    *, colour: tuple[int, int, int], apart_mm: float, size_mm: float, factor: float = 1.6
) -> Scene:
    """The level first picture for 1.5 s, then what `TOPS` says; cut to the person."""
    clip = load_scene("pelvicdrop_rear_f7")
    count = int((TOPS[-1][-1] - STOOD_S) * 30) + 6
    cut = np.array([_COLUMNS.start, 0.0])
    person = replace(
        clip,
        images=[image[:, _COLUMNS] for image in clip.images[:count]],
        xy_px=clip.xy_px[:count] - cut,
        places_px=clip.places_px[:count] - cut,
    )
    worn = drawn(
        scaled(person, factor=factor, name=""),
        colour=colour,
        apart_mm=apart_mm,
        size_mm=size_mm,
        name="",
    )
    still = round(STOOD_S * 30)

    def after(values: np.ndarray) -> np.ndarray:
        return np.concatenate([np.repeat(values[:1], still, axis=0), values[:count]])

    return replace(
        worn,
        images=[worn.images[0]] * still + worn.images,
        time_s=np.arange(still + count) / 30.0,
        xy_px=after(worn.xy_px),
        truth_deg=after(clip.truth_deg),
        image_deg=after(worn.image_deg),
        places_px=after(worn.places_px),
    )


def session_of(key: str, times: tuple[tuple[float, float, float], ...]) -> ExerciseSession:
    """Repetitions on the left leg at known times."""
    nothing = float("nan")
    reps = tuple(
        Rep(
            index=index,
            side="left",
            start_s=start,
            peak_s=peak,
            end_s=end,
            peak_deg=nothing,
            rom_deg=nothing,
            hold_s=0.0,
            up_s=nothing,
            down_s=nothing,
            complete=True,
        )
        for index, (start, peak, end) in enumerate(times, 1)
    )
    empty = np.zeros(0)
    return ExerciseSession(
        exercise_key=key,
        side="left",
        quality=CaptureGrade(grade=Grade.A, reasons=()),
        reps=reps,
        form_score=nothing,
        faults=(),
        cues=(),
        curve=Curve(time_s=empty, angle_deg=empty, progress=empty),
        range_deg=(8.0, 11.0),
    )


def pelvis_of(
    scene: Scene | DrawnSet, session: ExerciseSession, worn: StickersWorn = WORN
) -> PelvisResult:
    """What the app would say of the pelvis in a scene."""
    found, _ = find_pelvis(worn, scene.frames, scene.poses, session, lambda: None)
    assert found is not None
    return found


def worst_error(scene: Scene, found: PelvisResult) -> float:
    """Largest error of every start, top and range that is shown, degrees; 0 when none is."""
    errors = [0.0]
    if not found.reps:
        return 0.0
    for rep, times in zip(found.reps, TOPS, strict=True):
        begin, top, end = (int(np.abs(scene.time_s - moment).argmin()) for moment in times)
        truth = scene.truth_deg
        errors += [
            abs(rep.start_deg - truth[begin]),
            abs(rep.top_deg - truth[top]),
            abs(rep.range_deg - np.ptp(truth[begin : end + 1])),
        ]
    return float(np.nanmax(errors))
