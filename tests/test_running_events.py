"""Gait events against force plates, in slow motion of truth, and edited by hand."""

import numpy as np
import pytest

from kinematics.landmarks import Landmark, Side
from kinematics.pose import PoseSequence
from running.analysis import analyse
from running.events import (
    EventKind,
    GaitEvent,
    SideViewDetector,
    add_event,
    delete_event,
    event_times,
    move_event,
    relabel_sides,
)
from running.recording import Setup
from running.signals import resample
from tests.running_scores import cadence_error, matched_errors, side_event_scores
from tests.running_truth import (
    CLIPS,
    FIXTURES,
    UP,
    Runner,
    bmc_runner,
    film,
    footnet_runners,
    force_plate_runners,
    rbds_runner,
    rendered,
)
from tests.running_walker import stick_runner

clips = pytest.mark.skipif(not CLIPS.exists(), reason="development clips are not here")
LEGS = [(0, Side.LEFT), (0, Side.RIGHT), (1, Side.RIGHT), (2, Side.LEFT)]


@clips
@pytest.mark.parametrize(("index", "side"), LEGS)
@pytest.mark.parametrize("fps", [60, 120, 240])
@pytest.mark.parametrize("noise_m", [0.0, 0.010])
def test_contact_and_toe_off_against_force_plates(
    index: int, side: Side, fps: float, noise_m: float
) -> None:
    scores = side_event_scores(force_plate_runners()[index], side, fps=fps, noise_m=noise_m)
    for kind in ("ic", "to"):
        assert abs(scores[kind].bias) <= 10.0
        assert scores[kind].sd <= 10.0
    assert abs(scores["contact"].bias) <= 10.0
    assert scores["ic"].missed == 0


@clips
@pytest.mark.parametrize(("index", "side"), LEGS)
def test_midstance_is_where_the_true_mid_hip_is_lowest(index: int, side: Side) -> None:
    """Truth: the markers, 0.44-0.48 into contact. Measured: 1 ms off, 95 % within 13."""
    runner = force_plate_runners()[index]
    analysis = analyse(film(runner, view=side.value, fps=60, noise_m=0.005))
    height = runner.points[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP], UP].mean(axis=1)
    lowest = []
    for contact, off in runner.contacts[side]:
        inside = (runner.time_s >= contact) & (runner.time_s <= off)
        lowest.append(runner.time_s[inside][height[inside].argmin()])
    errors = matched_errors(event_times(analysis.events, side, EventKind.MS), np.array(lowest))
    assert np.isfinite(errors).mean() > 0.8
    assert abs(np.nanmedian(errors)) <= 0.005
    assert np.nanpercentile(np.abs(errors), 95) <= 0.02


def test_midstance_of_a_body_that_sinks_before_it_lands_is_within_the_stance() -> None:
    """The rendered runners are lowest at contact, and once more 0.1 s later."""
    sequence = PoseSequence.load_npz(str(FIXTURES / "run_side_m1.npz"))
    steps = analyse(sequence).run.used(Side.RIGHT)
    share = (steps["ms_s"] - steps["ic_s"]) / (steps["to_s"] - steps["ic_s"])
    assert len(share) >= 5
    assert ((share > 0.4) & (share < 0.6)).all()


@clips
@pytest.mark.parametrize(("index", "side"), LEGS)
def test_thirty_pictures_a_second_are_worse_but_not_lost(index: int, side: Side) -> None:
    scores = side_event_scores(force_plate_runners()[index], side, fps=30, noise_m=0.008)
    assert abs(scores["ic"].bias) <= 10.0
    assert scores["ic"].sd <= 15.0
    assert abs(scores["contact"].bias) <= 20.0
    assert scores["ic"].missed <= 3


@clips
@pytest.mark.parametrize(("index", "side"), LEGS)
@pytest.mark.parametrize("fps", [60, 120])
def test_with_a_quarter_of_the_pictures_lost(index: int, side: Side, fps: float) -> None:
    runner = force_plate_runners()[index]
    scores = side_event_scores(runner, side, fps=fps, noise_m=0.005, dropped=0.25)
    assert abs(scores["ic"].bias) <= 10.0
    assert abs(scores["to"].bias) <= 10.0
    assert scores["ic"].missed <= 1


@clips
def test_an_overground_runner_passing_a_still_camera() -> None:
    # 0.8 s hold one stride: too little for the analysis, enough for the detector.
    runner = bmc_runner()
    signals = resample(film(runner, view="right", fps=120))
    events = SideViewDetector().detect(signals, period_s=0.75, facing=1.0)
    errors = [
        matched_errors(event_times(events, side, kind), runner.contacts[side][:, column])
        for side in Side
        for column, kind in enumerate((EventKind.IC, EventKind.TO))
    ]
    # The right contact begins 57 ms into the recording: its foot has not yet slowed to the belt.
    assert np.abs(np.concatenate(errors[:2])) == pytest.approx([0.0, 0.0], abs=0.020)


@clips
@pytest.mark.parametrize("fps", [30, 60, 120])
@pytest.mark.parametrize("view", ["right", "rear"])
def test_cadence_against_force_plates(fps: float, view: str) -> None:
    for runner in (rbds_runner(), footnet_runners()[0]):
        for dropped in (0.0, 0.25):
            sequence = film(runner, view=view, fps=fps, noise_m=0.005, dropped=dropped)
            assert abs(cadence_error(analyse(sequence), runner.cadence_spm)) <= 0.5


@clips
@pytest.mark.parametrize("view", ["rear", "front"])
def test_midstance_and_side_from_behind_and_in_front(view: str) -> None:
    for runner in force_plate_runners():
        events = analyse(film(runner, view=view, fps=60, noise_m=0.005)).events
        for side in runner.event_sides:
            truth = runner.contacts[side].mean(axis=1)[1:-1]
            errors = matched_errors(event_times(events, side, EventKind.MS), truth)
            assert np.isfinite(errors).all()
            assert abs(errors.mean()) <= 0.030


@clips
@pytest.mark.parametrize("stem", ["run_side_m1", "run_side_f3_60", "run_rear_f3", "run_rear_m0"])
def test_rendered_contacts_belong_to_the_right_foot(stem: str) -> None:
    clip = rendered(stem)
    events = analyse(clip.sequence).events
    for side, contacts in clip.contacts.items():
        inside = contacts[(contacts[:, 0] > 0.3) & (contacts[:, 1] < clip.table["t"].max() - 0.4)]
        errors = matched_errors(event_times(events, side, EventKind.IC), inside[:, 0])
        assert np.isfinite(errors).mean() >= 0.8


def walked() -> tuple[GaitEvent, ...]:
    return analyse(stick_runner(cadence_spm=166.0, fps=120, seconds=10.0)).events


def test_edits_give_new_ordered_events_and_leave_the_old_alone() -> None:
    events = walked()
    moved = move_event(events, 4, events[4].time_s + 0.5)
    assert len(moved) == len(events)
    assert [e.time_s for e in moved] == sorted(e.time_s for e in moved)
    assert sum(e.edited for e in moved) == 1
    assert not any(e.edited for e in events)
    fewer = delete_event(events, 0)
    assert fewer == events[1:]
    more = add_event(fewer, side=events[0].side, kind=events[0].kind, time_s=events[0].time_s)
    assert [(e.side, e.kind, e.time_s) for e in more] == [
        (e.side, e.kind, e.time_s) for e in events
    ]


def test_relabelling_twice_gives_the_same_sides() -> None:
    events = walked()
    turned = relabel_sides(events, start_s=2.0, end_s=4.0)
    assert sum(a.side is not b.side for a, b in zip(events, turned, strict=True)) == sum(
        2.0 <= e.time_s <= 4.0 for e in events
    )
    back = relabel_sides(turned, start_s=2.0, end_s=4.0)
    assert [e.side for e in back] == [e.side for e in events]


def test_an_index_outside_is_a_bad_call() -> None:
    events = walked()
    with pytest.raises(ValueError, match="index"):
        move_event(events, len(events), 1.0)
    with pytest.raises(ValueError, match="index"):
        delete_event(events, -1)


def test_an_edit_reaches_steps_measures_and_exclusions() -> None:
    analysis = analyse(stick_runner(cadence_spm=166.0, fps=120, seconds=12.0))
    near = [
        i for i, e in enumerate(analysis.events) if (e.side, e.kind) == (Side.RIGHT, EventKind.IC)
    ]
    moved = analysis.with_events(
        move_event(analysis.events, near[3], analysis.events[near[3]].time_s + 0.015)
    )
    before, after = (
        a.steps.loc[a.steps["side"] == "right", "contact_time_s"].to_numpy()
        for a in (analysis, moved)
    )
    assert after[3] == pytest.approx(before[3] - 0.015, abs=1e-6)
    assert np.delete(after, 3) == pytest.approx(np.delete(before, 3), nan_ok=True)
    gone = analysis.with_events(delete_event(analysis.events, near[5]))
    assert len(gone.steps) == len(analysis.steps) - 1
    assert sum(gone.excluded.values()) > sum(analysis.excluded.values())
    again = analysis.with_events(analysis.events)
    assert [m.value for m in again.measures] == pytest.approx(
        [m.value for m in analysis.measures], nan_ok=True
    )


@clips
def test_slow_motion_factor_gives_the_same_contact_time() -> None:
    runner = rbds_runner()
    real = analyse(film(runner, view="right", fps=240, noise_m=0.003))
    slowed = Runner(
        name="slow",
        time_s=runner.time_s * 8,
        points=runner.points,
        contacts={s: c * 8 for s, c in runner.contacts.items()},
    )
    sequence = film(slowed, view="right", fps=30, noise_m=0.003)
    slow = analyse(sequence, setup=Setup(playback_factor=8.0))
    for key, side in (("cadence_spm", "both"), ("contact_time_s", "right")):
        assert slow.measure(key, side).value == pytest.approx(
            real.measure(key, side).value, rel=0.02
        )
    unasked = analyse(sequence)
    assert not unasked.measure("cadence_spm").known
    assert unasked.quality.grade == "reject" or unasked.run.recording.question is not None
