"""What every exercise of the catalogue must do, checked with a synthetic body of known truth."""

from dataclasses import replace

import numpy as np
import pytest

from exercises.coach import ExerciseCoach
from exercises.registry import load_exercises
from exercises.results import Feedback
from exercises.spec import Exercise, Relative, Sides
from kinematics.landmarks import landmark_of
from kinematics.pose import PoseFrame, PoseSequence
from kinematics.quality import Grade, View
from tests.synthetic_poses import (
    MOTIONS,
    Camera,
    Studio,
    Tempo,
    TrueRep,
    course_of,
    minimum_jerk,
    sequence_of,
    standing,
    walking,
    without,
)

EXERCISES = load_exercises()
STUDIOS = {
    f"{key}-{view.value}": Studio(exercise=exercise, view=view)
    for key, exercise in EXERCISES.items()
    for view in MOTIONS[key].yaw_deg
}
BRISK = Tempo(up=1.0, hold=0.6, down=1.0, rest=0.8)
every_studio = pytest.mark.parametrize("studio", STUDIOS.values(), ids=STUDIOS.keys())
every_exercise = pytest.mark.parametrize(
    "studio", [Studio(exercise=e) for e in EXERCISES.values()], ids=EXERCISES.keys()
)


def run(exercise: Exercise, sequence: PoseSequence) -> tuple[ExerciseCoach, list[Feedback]]:
    coach = ExerciseCoach(exercise, image_size_wh=sequence.image_size_wh)
    told = [coach.update(frame) for frame in sequence]
    coach.finish()
    return coach, told


def counts(studio: Studio, sequence: PoseSequence) -> tuple[int, int]:
    coach, _ = run(studio.exercise, sequence)
    return coach.rep_count, coach.partial_count


def test_every_exercise_has_a_motion() -> None:
    assert set(EXERCISES) == set(MOTIONS)


# ---- counting and timing ------------------------------------------------------------------------


@every_studio
@pytest.mark.parametrize("fps", [12, 15, 30, 60])
def test_full_and_partial_counts_and_times(studio: Studio, fps: int) -> None:
    check_counts_and_times(studio, fps)


@pytest.mark.parametrize("key", ["glute_bridge", "clamshell", "squat"])
def test_counts_and_times_of_a_fast_camera(key: str) -> None:
    check_counts_and_times(Studio(exercise=EXERCISES[key]), 120)


def check_counts_and_times(studio: Studio, fps: int) -> None:
    tops = (1.1,) if fps >= 60 else (1.1, 0.6)
    sequence, truth = studio.perform(tops, tempo=BRISK, fps=fps)
    coach, _ = run(studio.exercise, sequence)
    assert [rep.complete for rep in coach.reps] == [top >= 1 for top in tops]
    for rep, true in zip(coach.reps, truth, strict=True):
        assert rep.start_s == pytest.approx(true.start_s, abs=0.1)
        assert rep.peak_s == pytest.approx(true.peak_s, abs=0.1)
        assert rep.end_s == pytest.approx(true.end_s, abs=0.1)
        assert rep.peak_deg == pytest.approx(told_deg(studio, true), abs=2.0)
        assert rep.up_s == pytest.approx(BRISK.up, abs=0.15)
        assert rep.down_s == pytest.approx(BRISK.down, abs=0.15)


def told_deg(studio: Studio, true: TrueRep) -> float:
    """The true peak as the exercise tells it: some angles count from the start pose."""
    signal = studio.exercise.rep.signals[studio.view or studio.exercise.camera.view]
    relative = signal.relative is Relative.CHANGE
    return true.peak_deg - (studio.motion.rest_deg if relative else 0.0)


@every_studio
def test_slow_repetitions_end_when_they_end(studio: Studio) -> None:
    slow = Tempo(up=2.0, hold=2.0, down=3.0, rest=1.0)
    sequence, truth = studio.perform((1.1, 1.1), tempo=slow, fps=20)
    coach, _ = run(studio.exercise, sequence)
    assert coach.rep_count == 2
    for rep, true in zip(coach.reps, truth, strict=True):
        assert rep.start_s == pytest.approx(true.start_s, abs=0.15)
        assert rep.peak_s == pytest.approx(true.peak_s, abs=0.15)
        assert rep.end_s == pytest.approx(true.end_s, abs=0.25)


@every_studio
def test_small_movements_are_nothing(studio: Studio) -> None:
    sequence, _ = studio.perform((0.15, 0.22, 0.3, 0.38), tempo=BRISK, fps=20)
    assert counts(studio, sequence) == (0, 0)


# Measured: where the leg begins and ends slowly, noise hides the very first and last of the way.
NOISY_S = {"standing_hip_abduction": 0.5}


@every_studio
@pytest.mark.parametrize("seed", [1])
def test_two_pixels_of_noise_change_no_count(studio: Studio, seed: int) -> None:
    sequence, truth = studio.perform((1.1, 0.65), tempo=BRISK, fps=24, noise_px=2.0, seed=seed)
    coach, _ = run(studio.exercise, sequence)
    assert [rep.complete for rep in coach.reps] == [True, False]
    for rep, true in zip(coach.reps, truth, strict=True):
        within_s = NOISY_S.get(studio.exercise.key, 0.3)
        assert rep.start_s == pytest.approx(true.start_s, abs=within_s)
        assert rep.end_s == pytest.approx(true.end_s, abs=within_s)


@every_exercise
@pytest.mark.parametrize("level", [0.2, 0.25, 0.7, 0.85])
def test_hovering_does_not_multiply(studio: Studio, level: float) -> None:
    rng = np.random.default_rng(round(100 * level))
    waver = [level + rng.uniform(-0.07, 0.07) for _ in range(16)]
    up = [(1.5, 0.0), *((2.2 + 0.2 * i, p) for i, p in enumerate(waver))]
    whole = [(0.0, 0.0), *up, (6.2, 1.1), (7.0, 1.1)]
    whole += [(8.0 + 0.2 * i, p) for i, p in enumerate(waver)]
    whole += [(12.0, 0.0), (13.5, 0.0)]
    full, partial = counts(studio, studio.follow(whole, fps=15, noise_px=0.5))
    assert full + partial == 1
    assert full == 1 or level < 0.5  # a second's pause at a quarter may become the new start
    half = [(0.0, 0.0), *up, (6.2, 0.0), (7.5, 0.0)]
    full, partial = counts(studio, studio.follow(half, fps=15, noise_px=0.5))
    assert full + partial == (0 if level < 0.4 else 1)
    assert level > 0.8 or full == 0


@every_exercise
def test_hold_longer_than_a_minute(studio: Studio) -> None:
    sequence, _ = studio.perform((1.1,), tempo=replace(BRISK, hold=65.0), fps=12)
    coach, _ = run(studio.exercise, sequence)
    assert coach.rep_count == 1
    assert coach.reps[0].hold_s == pytest.approx(65.4, abs=0.5)


# ---- lost frames --------------------------------------------------------------------------------


@every_studio
def test_a_quarter_of_the_frames_lost(studio: Studio) -> None:
    sequence, _ = studio.perform((1.1, 0.6), tempo=BRISK, fps=20)
    lost = np.random.default_rng(1).random(len(sequence)) < 0.25
    assert counts(studio, without(sequence, lost)) == (1, 1)
    kept = ~lost
    thinner = PoseSequence(
        time_s=sequence.time_s[kept],
        xy_px=sequence.xy_px[kept],
        visibility=sequence.visibility[kept],
        world_m=sequence.world_m[kept],
        image_size_wh=sequence.image_size_wh,
    )
    assert counts(studio, thinner) == (1, 1)


# Seen from the front neither leg hides the other; the standing foot tells a leg raise from a squat.
BOTH_LEGS = ("lateral_band_walk", "standing_hip_abduction", "standing_hip_extension")


@pytest.mark.parametrize("key", [key for key in EXERCISES if key not in BOTH_LEGS])
def test_the_far_limbs_are_hardly_seen(key: str) -> None:
    studio = Studio(exercise=EXERCISES[key])
    sequence, _ = studio.perform((1.1, 0.6), tempo=BRISK, fps=20)
    visibility = sequence.visibility.copy()
    for part in ("elbow", "wrist", "hip", "knee", "ankle", "heel", "foot_index"):
        visibility[:, landmark_of(part, studio.working.other)] = 0.2
    assert counts(studio, replace(sequence, visibility=visibility)) == (1, 1)


@every_exercise
def test_a_burst_of_lost_frames_at_any_moment(studio: Studio) -> None:
    sequence, _ = studio.perform((1.1,), tempo=BRISK, fps=15)
    time_s = sequence.time_s
    for start_s in np.arange(0.0, 5.0, 0.31):
        lost = (time_s >= start_s) & (time_s < start_s + 0.6)
        assert counts(studio, without(sequence, lost)) == (1, 0), f"lost at {start_s:.2f} s"


@every_exercise
@pytest.mark.parametrize("at_s", [2.2, 2.8, 3.4])
def test_a_repetition_out_of_sight_for_too_long_is_dropped(studio: Studio, at_s: float) -> None:
    sequence, _ = studio.perform((1.1, 1.1), tempo=replace(BRISK, rest=2.0), fps=20)
    lost = (sequence.time_s >= at_s) & (sequence.time_s < at_s + 1.0)
    coach, _ = run(studio.exercise, without(sequence, lost))
    assert coach.rep_count + coach.partial_count == 1
    assert coach.reps[0].start_s > 4.0
    assert coach.tally.aborted >= 1


# ---- what is no repetition ----------------------------------------------------------------------


def in_place(studio: Studio, *, seconds: float = 2.5, fps: float = 20) -> tuple[np.ndarray, ...]:
    """Walking in, taking the start position and the way back to standing: joints (T, 33, 3)."""
    share = minimum_jerk(np.arange(0, seconds, 1 / fps) / seconds)
    rest = studio.motion.pose(np.array([studio.motion.rest_deg]))
    time_s = np.arange(0, 3.0, 1 / fps)
    path = np.stack([-1.2 + 0.4 * time_s, 0 * time_s, 0 * time_s], axis=-1)
    upright = standing(6.0)
    come = walking(upright, path, time_s)
    there = upright.towards(rest, share).joints()
    back = rest.towards(upright, share).joints()
    return come, there, back


@every_studio
def test_taking_and_leaving_the_start_position_counts_nothing(studio: Studio) -> None:
    fps = 20
    come, there, back = in_place(studio, fps=fps)
    rest = studio.motion.pose(np.full(30, studio.motion.rest_deg)).joints()
    joints = np.concatenate([come, there, rest, back, come[::-1]])
    sequence = sequence_of(studio.camera, joints, np.arange(len(joints)) / fps)
    assert counts(studio, sequence) == (0, 0)


@every_studio
def test_repetitions_count_after_taking_the_start_position(studio: Studio) -> None:
    fps = 20
    come, there, back = in_place(studio, fps=fps)
    points = [
        (0, 0), (1, 0), (2, 1.1), (2.6, 1.1), (3.6, 0), (4.4, 0), (5.4, 1.1), (6.4, 0), (7, 0),
    ]  # fmt: skip
    _, course = course_of(points, fps)
    reps = studio.motion.pose(studio.degrees_for(course)).joints()
    joints = np.concatenate([come, there, reps, back])
    sequence = sequence_of(studio.camera, joints, np.arange(len(joints)) / fps)
    assert counts(studio, sequence) == (2, 0)


@every_exercise
def test_lying_down_and_getting_up_is_no_repetition(studio: Studio) -> None:
    fps = 20
    share = minimum_jerk(np.arange(0, 2.0, 1 / fps) / 2.0)
    up, down = standing(6.0), MOTIONS["glute_bridge"].pose(np.array([122.0]))
    pause = np.zeros(fps)
    path = [
        up.towards(down, pause),
        up.towards(down, share),
        up.towards(down, pause + 1),
        down.towards(up, share),
        up.towards(down, pause),
    ]
    joints = np.concatenate([stick.joints() for stick in path * 2])
    for yaw in (0.0, 90.0):
        camera = Camera(height_m=0.7, yaw_deg=yaw)
        sequence = sequence_of(camera, joints, np.arange(len(joints)) / fps)
        assert counts(studio, sequence) == (0, 0)


WRONG = [(key, yaw) for key, motion in MOTIONS.items() for yaw in motion.wrong]


@pytest.mark.parametrize(("key", "yaw"), WRONG)
def test_wrong_view_gives_no_repetitions_and_a_reason(key: str, yaw: float) -> None:
    view = EXERCISES[key].camera.view
    studio = Studio(exercise=EXERCISES[key], view=view, turned_deg=yaw)
    right = Studio(exercise=EXERCISES[key], view=view)
    tops = right.degrees_for([1.1, 1.1])
    time_s = np.arange(0, 10, 1 / 20)
    rise = minimum_jerk(1.5 * np.sin(time_s) ** 2)
    degrees = studio.motion.rest_deg + rise * (tops[0] - studio.motion.rest_deg)
    coach, told = run(studio.exercise, studio.film(degrees, time_s))
    grade = coach.capture_grade()
    assert not coach.reps
    assert grade.grade is Grade.REJECT
    assert grade.reasons[0].endswith(studio.exercise.camera.text)
    assert all(feedback.issue for feedback in told)


@every_exercise
def test_nobody_and_nothing(studio: Studio) -> None:
    coach = ExerciseCoach(studio.exercise, image_size_wh=(640, 480))
    assert coach.finish() is None
    assert coach.capture_grade().grade is Grade.REJECT
    for index in range(50):
        told = coach.update(PoseFrame.unseen(index / 25))
        assert told.issue == "Nobody can be seen."
    assert coach.finish() is None
    assert coach.capture_grade().reasons == ("Nobody can be seen.",)


@every_exercise
def test_wild_landmarks_raise_nothing(studio: Studio) -> None:
    rng = np.random.default_rng(4)
    sequence, _ = studio.perform((1.1,), tempo=BRISK, fps=20)
    xy_px = sequence.xy_px.copy()
    xy_px[::7] = rng.normal(500, 400, xy_px[::7].shape)
    xy_px[3::11, 23] = np.nan
    xy_px[5::13] = 320.0
    coach, _ = run(studio.exercise, replace(sequence, xy_px=xy_px))
    assert coach.rep_count <= 1


# ---- one engine ---------------------------------------------------------------------------------


@every_exercise
def test_mirrored_recording_swaps_sides_and_keeps_counts(studio: Studio) -> None:
    sequence, _ = studio.perform((1.1, 0.6, 1.1), tempo=BRISK, fps=24)
    plain, _ = run(studio.exercise, sequence)
    mirror, _ = run(studio.exercise, sequence.mirrored())
    swapped = {"left": "right", "right": "left", "both": "both"}
    assert len(plain.reps) == 3
    for one, other in zip(plain.reps, mirror.reps, strict=True):
        assert other.side == swapped[one.side]
        assert other.complete == one.complete
        assert other.peak_s == pytest.approx(one.peak_s, abs=0.05)
        assert other.peak_deg == pytest.approx(one.peak_deg, abs=0.5)
    if studio.exercise.sides is not Sides.BOTH:
        assert {rep.side for rep in plain.reps} == {"left"}


IN_TURN = [key for key, exercise in EXERCISES.items() if exercise.sides is Sides.EITHER]


@pytest.mark.parametrize("key", IN_TURN)
def test_legs_in_turn_are_counted_each_for_itself(key: str) -> None:
    studio, fps = Studio(exercise=EXERCISES[key]), 20
    points = [(0, 0), (1.2, 0), (2.4, 1.1), (3.0, 1.1), (4.2, 0), (4.8, 0)]
    left = studio.motion.pose(studio.degrees_for(course_of(points, fps)[1]))
    joints = np.concatenate([stick.joints() for stick in (left, left.other_sided()) * 2])
    sequence = sequence_of(studio.camera, joints, np.arange(len(joints)) / fps, noise_px=0.5)
    coach, _ = run(studio.exercise, sequence)
    assert [rep.complete for rep in coach.reps] == [True] * 4
    sides = [studio.working.value, studio.working.other.value]
    assert [rep.side for rep in coach.reps] == sides * 2


@every_exercise
def test_live_and_file_give_identical_repetitions(studio: Studio, tmp_path) -> None:
    sequence, _ = studio.perform((1.1, 0.6, 1.1), tempo=BRISK, fps=24, noise_px=1.0)
    sequence.save_npz(str(tmp_path / "set.npz"))
    loaded = PoseSequence.load_npz(str(tmp_path / "set.npz"))
    from_file, told = run(studio.exercise, loaded)
    live = ExerciseCoach(studio.exercise, image_size_wh=loaded.image_size_wh)
    for index, expected in enumerate(told):
        frame = PoseFrame(
            time_s=float(loaded.time_s[index]),
            xy_px=loaded.xy_px[index].tolist(),
            visibility=loaded.visibility[index].tolist(),
            world_m=loaded.world_m[index].tolist(),
        )
        feedback = live.update(frame)
        assert (feedback.phase, feedback.rep, feedback.cue) == (
            expected.phase,
            expected.rep,
            expected.cue,
        )
    live.finish()
    assert len(live.reps) == 3
    assert repr(live.reps) == repr(from_file.reps)
    for cut in (130, 220):
        early, _ = run(studio.exercise, loaded[:cut])
        done = [rep for rep in early.reps if rep.end_s < loaded.time_s[cut] - 0.6]
        assert repr(done) == repr(from_file.reps[: len(done)])


@every_exercise
def test_times_must_increase(studio: Studio) -> None:
    sequence, _ = studio.perform((1.1,), fps=12)
    coach = ExerciseCoach(studio.exercise, image_size_wh=sequence.image_size_wh)
    coach.update(sequence.frame(1))
    with pytest.raises(ValueError, match=r"expected later than 0\.083, got 0\.000"):
        coach.update(sequence.frame(0))


def test_two_views_of_one_squat_agree() -> None:
    squat = EXERCISES["squat"]
    peaks = []
    for view in (View.SIDE, View.FRONT):
        studio = Studio(exercise=squat, view=view)
        time_s = np.arange(0, 6, 1 / 24)
        bend = minimum_jerk((time_s - 1.5) / 1.2) - minimum_jerk((time_s - 3.5) / 1.2)
        coach, _ = run(squat, studio.film(6.0 + 90.0 * bend, time_s))
        peaks.append(coach.reps[0].peak_deg)
    assert peaks == pytest.approx([96.0, 96.0], abs=2.0)
