"""Reading the development clips: every frame, in order, upright; skipped where they are absent."""

import csv
from itertools import pairwise
from pathlib import Path

import pytest

from vision.video import NotAVideo, VideoFile

CLIPS = Path(__file__).parents[1].parent / "shared" / "clips"

needs_clips = pytest.mark.skipif(not CLIPS.is_dir(), reason="no development clips here")


def labels() -> dict[str, dict[str, str]]:
    file = CLIPS / "real" / "labels.csv"
    if not file.is_file():
        return {}
    with file.open(encoding="utf-8") as opened:
        return {row["file"]: row for row in csv.DictReader(opened)}


@needs_clips
@pytest.mark.clips
@pytest.mark.parametrize("name", [name for name in labels() if "lfs_pointer" not in name])
def test_real_clip(name: str) -> None:
    label = labels()[name]
    with VideoFile(CLIPS / "real" / name, max_long_side_px=320) as video:
        times_s = [frame.time_s for frame in video]
    assert all(b > a for a, b in pairwise(times_s))
    assert f"n_frames={len(times_s)}" in label["notes"]
    assert video.info.native_size_wh in [
        (int(label["w"]), int(label["h"])),
        (int(label["h"]), int(label["w"])),
    ]
    if float(label["duration_s"]) and name.count("repnet") == 0:
        assert video.info.duration_s == pytest.approx(float(label["duration_s"]), rel=0.015)
    assert video.truncated == ("truncated" in name)


@needs_clips
@pytest.mark.clips
def test_real_turned_clip_is_upright() -> None:
    name = "running_rear/johnclaide_rear_hall_rot90.mp4"
    video = VideoFile(CLIPS / "real" / name, max_long_side_px=320)
    assert (video.info.width, video.info.height) == (576, 1024)
    image = next(iter(video)).image_rgb.astype(float)
    assert image[:60].mean() > image[-60:].mean() + 20, "the ceiling is bright and above"


@needs_clips
@pytest.mark.clips
def test_real_placeholder_gets_its_sentence() -> None:
    with pytest.raises(NotAVideo, match="Git LFS pointer"):
        VideoFile(CLIPS / "real" / "hard_cases" / "simikey_lfs_pointer.mp4")
