"""Motion files read back by independent readers; runs from landmark files."""

import io
import json
import math
import warnings
from dataclasses import replace

import c3d
import numpy as np
import pandas as pd
import pytest

import cli
from analysis.errors import RequestRefused
from analysis.recorded_running import NO_PICTURES, ONLY_FOR_VIDEO, analyse_recorded_running
from analysis.running_request import RunningClip, RunningRequest
from kinematics.landmarks import Side
from kinematics.pose import PoseSequence
from reports.c3d_file import EVENTS_MAX, FRAMES_MAX, LIST_MAX, c3d_bytes, motion_c3d
from reports.motion_files import mot_bytes, motion_of, trc_bytes, trc_provenance
from running.events import EventKind, GaitEvent, event_times
from running.recording import RunView
from tests.running_truth import FIXTURES
from tests.running_walker import stick_runner

HEIGHT_CM = 175.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A stick figure that runs to the right at 170 steps a minute, as a landmark file."""
    folder = tmp_path_factory.mktemp("landmarks")
    poses = stick_runner(cadence_spm=170.0, fps=60.0, seconds=6.0, trunk_lean_deg=6.0)
    poses.save_npz(str(folder / "side.npz"))
    return folder


def analysed(*paths, height_cm=HEIGHT_CM, **wishes):
    clips = tuple(RunningClip(video=path, name=path.name, **wishes) for path in paths)
    return analyse_recorded_running(RunningRequest(clips=clips, height_cm=height_cm))


@pytest.fixture(scope="module")
def result(folder):
    return analysed(folder / "side.npz")


def known(result):
    return {(f.measure.key, f.measure.side): f.measure for f in result.findings if f.measure.known}


# ---- landmarks in place of a video --------------------------------------------------------------


def test_a_landmark_file_gives_measures_and_says_what_needs_pictures(result):
    assert result.clips[0].analysis.view is RunView.RIGHT
    assert known(result)["cadence_spm", "both"].value == pytest.approx(170.0, abs=0.5)
    assert known(result)["trunk_forward_lean_deg", "both"].value == pytest.approx(6.0, abs=0.5)
    assert result.clips[0].warnings == (NO_PICTURES,)
    assert result.model is None


def test_a_slow_file_is_brought_to_real_time(result, tmp_path):
    poses = result.clips[0].landmarks
    replace(poses, time_s=2.0 * poses.time_s).save_npz(str(tmp_path / "slow.npz"))
    real = analysed(tmp_path / "slow.npz", playback_factor=0.5)
    assert known(real) == known(result)
    assert real.clips[0].info.time_scale == 0.5
    assert result.clips[0].info.time_scale is None


def test_stickers_of_a_rear_recording_are_refused_with_the_reason():
    rear = analysed(FIXTURES / "run_rear_m0.npz")
    drop = next(f.measure for f in rear.findings if f.measure.key == "pelvic_drop_deg")
    assert "no pictures" in drop.reason


def test_standing_in_the_file_gives_the_camera_roll():
    rear = analysed(FIXTURES / "run_rear_m0.npz", standing_s=(0.0, 0.5))
    assert rear.clips[0].start_s == 0.5
    with pytest.raises(RequestRefused, match="outside"):
        analysed(FIXTURES / "run_rear_m0.npz", standing_s=(90.0, 93.0))


def test_what_a_landmark_file_cannot_give_is_refused(folder, tmp_path):
    with pytest.raises(RequestRefused, match=ONLY_FOR_VIDEO):
        analysed(folder / "side.npz", annotated=tmp_path / "drawn.mp4")
    other = tmp_path / "other.npz"
    other.write_bytes(b"no archive")
    for path, words in ((other, "not a landmark recording"), (tmp_path / "none.npz", "not exist")):
        with pytest.raises(RequestRefused, match=words):
            analysed(path)


# ---- files read back ----------------------------------------------------------------------------


def test_trc_reads_back_in_metres(result):
    """By pandas, in the layout OpenSim documents: four header lines, one of axes, a blank one."""
    motion = motion_of(result, 0)
    text = trc_bytes(motion, "run.trc").decode("ascii")
    lines = text.splitlines()
    head = dict(zip(lines[1].split("\t"), lines[2].split("\t"), strict=True))
    assert lines[0] == "PathFileType\t4\t(X/Y/Z)\trun.trc"
    assert (head["Units"], head["NumMarkers"]) == ("m", "33")
    assert float(head["DataRate"]) == pytest.approx(60.0, abs=0.01)
    names = [name for name in lines[3].split("\t")[2:] if name]
    table = pd.read_csv(io.StringIO(text), sep="\t", skiprows=5, header=None)
    assert table.shape == (int(head["NumFrames"]), 2 + 3 * len(names))
    np.testing.assert_allclose(np.diff(table[1]), 1 / float(head["DataRate"]), atol=2e-6)
    at = 2 + 3 * names.index("right_knee")
    np.testing.assert_allclose(table[[at, at + 1, at + 2]], motion.points["right_knee"], atol=1e-5)
    assert 0.3 < table[at + 1].median() < 0.7  # the knee of a person of 1.75 m above the ground
    assert (table[at + 2] == 0).all()  # depth is not measured
    told = json.loads(trc_provenance(motion))
    assert told["clip"]["sha256"] == result.clips[0].info.sha256
    assert told["software"]["name"] == "glute-coach"


def test_trc_without_a_height_is_in_pixels_and_says_so(folder):
    motion = motion_of(analysed(folder / "side.npz", height_cm=None), 0)
    assert motion.unit == "px"
    assert motion.provenance["unit"] == "px"
    assert trc_bytes(motion, "run.trc").decode().splitlines()[2].split("\t")[4] == "px"


def test_what_is_not_seen_is_empty_in_trc_and_marked_in_c3d(folder, tmp_path):
    poses = stick_runner(cadence_spm=170.0, fps=60.0, seconds=6.0)
    xy_px = poses.xy_px.copy()
    xy_px[:, 15] = np.nan  # a wrist never seen
    replace(poses, xy_px=xy_px).save_npz(str(tmp_path / "wrist.npz"))
    found = analysed(tmp_path / "wrist.npz")
    row = trc_bytes(motion_of(found, 0), "x.trc").decode().splitlines()[100].split("\t")
    at = 2 + 3 * list(motion_of(found, 0).points).index("left_wrist")
    assert row[at : at + 3] == ["", "", ""]
    points = read_c3d(c3d_bytes(found, 0))[1]
    assert (points[:, 15, 3] == -1).all()


def test_mot_reads_back_as_degrees(result):
    text = mot_bytes(motion_of(result, 0)).decode("ascii")
    head, body = text.split("endheader\n")
    values = dict(line.split("=", 1) for line in head.splitlines()[1:])
    table = pd.read_csv(io.StringIO(body), sep="\t")
    assert values["inDegrees"] == "yes"
    assert table.shape == (int(values["nRows"]), int(values["nColumns"]))
    assert table["trunk_forward_lean_2d"].median() == pytest.approx(6.0, abs=0.5)
    run = result.clips[0].analysis.run
    knee = np.interp(table["time"], run.signals.time_s, run.sagittal.knee_flexion[Side.RIGHT])
    np.testing.assert_allclose(table["knee_flexion_r_2d"], knee, atol=1e-3)
    provenance = json.loads(values["provenance"])
    assert provenance["clip"]["sha256"] == result.clips[0].info.sha256


def read_c3d(data):
    """By the package c3d (pure Python), which shares no code with ezc3d."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader = c3d.Reader(io.BytesIO(data))
        points = np.array([frame[1] for frame in reader.read_frames()])
    return reader, points


def test_c3d_reads_back_with_events_angles_and_provenance(result):
    motion = motion_of(result, 0)
    reader, points = read_c3d(c3d_bytes(result, 0))
    labels = [label.strip() for label in reader.point_labels]
    assert reader.point_rate == pytest.approx(motion.rate_hz, rel=1e-5)
    assert reader.get("POINT").get("UNITS").string_array[0].strip() == "mm"
    ankle = points[:, labels.index("right_ankle"), :3]
    np.testing.assert_allclose(ankle, 1000 * motion.points["right_ankle"], atol=0.01)
    knee = points[:, labels.index("knee_flexion_r_2d"), 0]
    np.testing.assert_allclose(knee, motion.angles["knee_flexion_r_2d"], atol=1e-3)
    event, told = reader.get("EVENT"), reader.get("PROVENANCE")
    feet = [name.strip() for name in event.get("CONTEXTS").string_array]
    kinds = [name.strip() for name in event.get("LABELS").string_array]
    times = event.get("TIMES").float_array[:, 1]
    strikes = [t for t, f, k in zip(times, feet, kinds, strict=True)
               if (f, k) == ("Right", "Foot Strike")]  # fmt: skip
    truth = event_times(result.clips[0].analysis.events, Side.RIGHT, EventKind.IC)
    np.testing.assert_allclose(strikes, truth - motion.time_s[0], atol=1e-4)
    text = "".join(part.ljust(200) for part in told.get("JSON").string_array)
    assert json.loads(text)["clip"]["sha256"] == result.clips[0].info.sha256
    assert told.get("INPUT_SHA256").string_array[0].strip() == result.clips[0].info.sha256


def long_motion(motion, frames):
    """A motion of one point and so many frames, which tells each frame's number."""
    counted = np.stack([np.arange(frames) / 1000.0, np.zeros(frames), np.zeros(frames)], axis=1)
    time_s = motion.time_s[0] + np.arange(frames) / motion.rate_hz
    return replace(motion, time_s=time_s, points={"nose": counted}, angles={})


def alternating_events(count, start_s):
    """Contacts and toe-offs of both feet in turn, every 0.1 s."""
    return tuple(
        GaitEvent(side=[*Side][n // 2 % 2], kind=(EventKind.IC, EventKind.TO)[n % 2],
                  time_s=start_s + 0.1 * n, confidence=1.0)
        for n in range(count)
    )  # fmt: skip


def test_the_longest_c3d_reads_back_whole_and_a_longer_one_is_refused(result):
    """Frames are counted with 16 bits: one more would be cut off without a word."""
    motion = motion_of(result, 0)
    points = read_c3d(motion_c3d(long_motion(motion, FRAMES_MAX), ()))[1]
    np.testing.assert_allclose(points[:, 0, 0], np.arange(FRAMES_MAX), atol=0.01)
    with pytest.raises(RequestRefused, match="65,535 pictures"):
        motion_c3d(long_motion(motion, FRAMES_MAX + 1), ())


@pytest.mark.parametrize("count", [LIST_MAX, LIST_MAX + 1, 700, EVENTS_MAX])
def test_events_beyond_255_go_on_in_numbered_lists(result, count):
    """A minute of running has 340 contacts and toe-offs; a list of parameters holds 255."""
    motion = long_motion(motion_of(result, 0), 50)
    events = alternating_events(count, motion.time_s[0])
    reader, points = read_c3d(motion_c3d(motion, events))
    assert len(points) == 50
    group = reader.get("EVENT")
    assert group.get("USED").int16_value == LIST_MAX
    parts = ["", *range(2, math.ceil(count / LIST_MAX) + 1)]
    times = np.concatenate([group.get(f"TIMES{part}").float_array for part in parts])
    np.testing.assert_allclose(times @ [60.0, 1.0], 0.1 * np.arange(count), atol=1e-4)
    for name, values in (
        ("LABELS", ["Foot Strike" if e.kind is EventKind.IC else "Foot Off" for e in events]),
        ("CONTEXTS", [event.side.value.capitalize() for event in events]),
    ):
        read = [t.strip() for part in parts for t in group.get(f"{name}{part}").string_array]
        assert read == values
    with pytest.raises(RequestRefused, match="4,081 events"):
        motion_c3d(motion, alternating_events(EVENTS_MAX + 1, 0.0))


def test_from_behind_width_is_sideways_and_both_legs_have_angles():
    rear = analysed(FIXTURES / "run_rear_m0.npz", height_cm=165.0)
    motion = motion_of(rear, 0)
    right = motion.points["right_hip"] - motion.points["left_hip"]
    assert np.nanmedian(right[:, 2]) > 0.05  # z points to the runner's right
    assert np.nanmax(np.abs(right[:, 0])) == 0.0
    assert {"thigh_adduction_l_2d", "thigh_adduction_r_2d"} <= set(motion.angles)
    assert not any("pelvic" in name for name in motion.angles)  # no stickers, no pelvis


def test_without_running_there_are_landmarks_and_no_angles():
    walk = analysed(FIXTURES / "walk_side_m2.npz", view=RunView.OBLIQUE)
    with pytest.raises(RequestRefused, match="no angles"):
        mot_bytes(motion_of(walk, 0))
    assert trc_bytes(motion_of(walk, 0), "walk.trc")
    reader, points = read_c3d(c3d_bytes(walk, 0))
    assert math.isfinite(reader.point_rate)
    assert points.shape[1] == 33


# ---- command line -------------------------------------------------------------------------------


def test_the_command_writes_every_file_from_landmarks(tmp_path, capsys):
    names = ("json", "npz", "trc", "trc.json", "mot", "c3d")
    out = {name: tmp_path / f"run.{name}" for name in names}
    done = cli.main(
        ["running", "--from-landmarks", str(FIXTURES / "run_side_f3_60.npz"), "--height", "165",
         "--view", "right", "--json", str(out["json"]), "--landmarks", str(out["npz"]),
         "--trc", str(out["trc"]), "--mot", str(out["mot"]), "--c3d", str(out["c3d"])]
    )  # fmt: skip
    assert done == 0
    assert sorted(tmp_path.iterdir()) == sorted(out.values())
    assert NO_PICTURES in capsys.readouterr().out
    document = json.loads(out["json"].read_text())
    assert document["provenance"]["model"] is None
    again = tmp_path / "again.json"
    assert cli.main(["running", "--from-landmarks", str(out["npz"]), "--height", "165",
                     "--view", "right", "--json", str(again)]) == 0  # fmt: skip
    assert json.loads(again.read_text())["metrics"] == document["metrics"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--trc", "out.csv"], "must end in .trc"),
        (["--annotated", "out.mp4"], "need a video"),
        (["--mot", "missing/out.mot"], "folder does not exist"),
    ],
)
def test_what_cannot_be_written_is_one_sentence(arguments, sentence, capsys):
    path = str(FIXTURES / "run_side_f3_60.npz")
    assert cli.main(["running", "--from-landmarks", path, *arguments]) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("seen", [0.0, 0.02, 0.5])
@pytest.mark.parametrize("count", [0, 1, 40])
def test_any_landmarks_give_readable_files(seen, count, tmp_path):
    rng = np.random.default_rng(3)
    xy_px = np.where(rng.random((count, 33, 1)) < seen, rng.normal(300, 80, (count, 33, 2)), np.nan)
    poses = PoseSequence(
        time_s=np.arange(count) / 25.0,
        xy_px=xy_px,
        visibility=np.ones((count, 33)),
        world_m=np.zeros((count, 33, 3)),
        image_size_wh=(640, 480),
    )
    poses.save_npz(str(tmp_path / "any.npz"))
    found = analysed(tmp_path / "any.npz")
    motion = motion_of(found, 0)
    table = pd.read_csv(io.BytesIO(trc_bytes(motion, "x")), sep="\t", skiprows=5, header=None)
    assert len(table) == len(motion.time_s)
    assert len(read_c3d(c3d_bytes(found, 0))[1]) == len(motion.time_s)
