"""When frames were filmed: kept, repaired, slow motion, variable rate."""

import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.video_files import corners, encode, even_times
from vision.video import VideoFile
from vision.video_clock import StreamClock, time_scale

SLOW_MOTION: dict[str, Any] = {
    "tags": {"com.android.capture.fps": "240.000000"},
    "container_options": {"movflags": "+use_metadata_tags"},
}

raw_times = st.lists(
    st.none() | st.floats(allow_nan=True, allow_infinity=True) | st.floats(-1e3, 1e5), max_size=60
)


@given(raw_times)
def test_repaired_times_start_at_zero_and_always_grow(raw: list[float | None]) -> None:
    clock = StreamClock()
    told = [clock.tell(value) for value in raw]
    assert told[:1] in ([], [0.0])
    assert all(math.isfinite(value) for value in told)
    assert all(b > a for a, b in pairwise(told))
    assert 0 <= clock.repaired <= len(raw)


@given(st.floats(-1e4, 1e4), st.lists(st.floats(0.001, 59.0), max_size=40))
def test_good_times_are_kept(start: float, steps: list[float]) -> None:
    raw = start + np.cumsum([0.0, *steps])
    clock = StreamClock()
    np.testing.assert_allclose([clock.tell(float(v)) for v in raw], raw - raw[0], atol=1e-9)
    assert clock.repaired == 0


@pytest.mark.parametrize(
    ("raw", "told", "repaired"),
    [
        ([5.0, 5.1, None, 5.3], [0, 0.1, 0.2, 0.3], 1),
        ([0.0, 0.1, 0.1, 0.2], [0, 0.1, 0.15, 0.2], 1),
        ([0.0, 0.1, 0.05, 0.2], [0, 0.1, 0.15, 0.2], 1),
        ([0.0, 0.1, 0.2, -50.0, -49.9], [0, 0.1, 0.2, 0.3, 0.4], 1),
        ([0.0, 0.1, 9e5, 9e5 + 0.1], [0, 0.1, 0.2, 0.3], 1),
        ([None, None, 7.0, 7.1], [0, 1 / 30, 2 / 30, 2 / 30 + 0.1], 2),
    ],
)
def test_each_rule_of_repair(raw: list[float | None], told: list[float], repaired: int) -> None:
    clock = StreamClock()
    assert [clock.tell(value) for value in raw] == pytest.approx(told, abs=1e-6)
    assert clock.repaired == repaired


@pytest.mark.parametrize(
    ("tag", "step_s", "factor"),
    [
        ("240.000000", 1 / 30, 0.125),
        ("240", 1 / 240, 1),
        ("30.0", 1 / 29.97, 1),
        ("60", 1 / 30, 0.5),
        ("1.0", 1 / 30, 1),
        ("nan", 1 / 30, 1),
        ("-240", 1 / 30, 1),
        ("1e30", 1 / 30, 1),
        ("fast", 1 / 30, 1),
    ],
)
def test_slow_motion_tag(tag: str, step_s: float, factor: float) -> None:
    metadata = {"com.android.capture.fps": tag}
    assert time_scale(playback_factor=None, metadata=metadata, step_s=step_s).factor == factor
    given_one = time_scale(playback_factor=0.25, metadata=metadata, step_s=step_s)
    assert (given_one.factor, given_one.source) == (0.25, "given")


@pytest.mark.parametrize("factor", [0.0, -1.0, math.nan, math.inf, 1e9])
def test_bad_playback_factor(tmp_path: Path, factor: float) -> None:
    with pytest.raises(ValueError, match="playback_factor"):
        VideoFile(encode(tmp_path / "a.mp4"), playback_factor=factor)


@pytest.mark.parametrize("b_frames", [0, 3])
def test_variable_rate(tmp_path: Path, b_frames: int) -> None:
    times_s = [3.0, 3.033, 3.1, 3.101, 3.5, 3.51, 5.0, 5.2]
    path = encode(
        tmp_path / "a.mp4", times_s, b_frames=b_frames, options={"preset": "veryfast", "crf": "12"}
    )
    video = VideoFile(path)
    frames = list(video)
    shades = [corners(frame.image_rgb)[3][0] for frame in frames]
    assert shades == sorted(shades), "order of display"
    assert [frame.time_s for frame in frames] == pytest.approx([t - 3 for t in times_s], abs=1e-4)
    assert video.info.fps == pytest.approx(7 / 2.2, abs=1e-3)
    assert video.warnings == ()


def test_times_before_the_edit_list_are_left_out(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.mp4", even_times(30), audio=True)
    data = bytearray(path.read_bytes())
    at = data.find(b"elst") + 12
    assert at > 12
    media_time = int.from_bytes(data[at + 4 : at + 8], "big")
    data[at + 4 : at + 8] = (media_time + 30_000).to_bytes(4, "big")  # a third of a second
    path.write_bytes(data)
    video = VideoFile(path)
    counted = video.info.frame_count
    frames = list(video)
    assert len(frames) == counted == 20
    assert frames[0].time_s == 0.0
    assert corners(frames[0].image_rgb)[3][0] == pytest.approx(40 + 4 * 10, abs=4)


def test_slow_motion_file_gives_real_seconds(tmp_path: Path) -> None:
    path = encode(tmp_path / "slow.mp4", **SLOW_MOTION)
    video = VideoFile(path)
    assert [f.time_s for f in video] == pytest.approx(even_times(12, 240), abs=1e-5)
    assert video.info.fps == pytest.approx(240, rel=1e-3)
    assert (video.info.time_scale, video.info.time_scale_source) == (0.125, "capture tag")
    overruled = VideoFile(path, playback_factor=0.5)
    assert [f.time_s for f in overruled] == pytest.approx(even_times(12, 60), abs=1e-5)
    assert overruled.info.time_scale_source == "given"
