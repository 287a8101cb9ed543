"""Reading videos: the right frames, upright, in the right colours, at the right times."""

import contextlib
import gc
import threading
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from analysis.standing import edge_roll_deg
from tests.video_files import BT601, BT709, corners, encode, even_times, four_corners
from vision.still import still
from vision.video import (
    NoFrames,
    NotAVideo,
    OverLimit,
    TruncatedVideo,
    VideoError,
    VideoFile,
    VideoLimits,
)

RED, GREEN, BLUE = (200, 30, 30), (30, 180, 30), (30, 30, 200)


def assert_corners(image_rgb: np.ndarray, wanted: list[tuple[int, ...] | None], by: int) -> None:
    for got, want in zip(corners(image_rgb), wanted, strict=True):
        if want is not None:
            assert max(abs(a - b) for a, b in zip(got, want, strict=True)) <= by, (got, want)


def reader_threads() -> int:
    return sum(thread.name == "read-ahead" for thread in threading.enumerate())


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("degrees", "mirrored", "wanted"),
    [
        (0, False, [RED, GREEN, BLUE, None]),
        (90, False, [GREEN, None, RED, BLUE]),
        (-90, False, [BLUE, RED, None, GREEN]),
        (180, False, [None, BLUE, GREEN, RED]),
        (0, True, [GREEN, RED, None, BLUE]),
        (90, True, [None, GREEN, BLUE, RED]),
    ],
)
def test_upright(
    tmp_path: Path, degrees: int, mirrored: bool, wanted: list[tuple[int, ...] | None]
) -> None:
    path = encode(tmp_path / "turned.mp4", rotation_deg=degrees, mirrored=mirrored)
    video = VideoFile(path)
    frame = next(iter(video))
    size_wh = (96, 128) if degrees in (90, -90) else (128, 96)
    assert frame.image_rgb.shape == (size_wh[1], size_wh[0], 3)
    assert (video.info.width, video.info.height) == video.info.frame_size_wh == size_wh
    assert video.info.native_size_wh == (128, 96)
    assert frame.image_rgb.flags.c_contiguous
    assert_corners(frame.image_rgb, wanted, by=4)


@pytest.mark.parametrize(
    ("name", "how", "by"),
    [
        ("h264.mp4", {}, 4),
        ("h264_709.mp4", {"matrix": BT709}, 4),
        ("hd_709.mp4", {"matrix": BT709, "size_wh": (1280, 720)}, 4),
        ("hd_601.mp4", {"matrix": BT601, "size_wh": (1280, 720)}, 4),
        ("sound.mp4", {"audio": True}, 4),
        ("hevc.mp4", {"codec": "libx265"}, 4),
        ("hevc_10.mp4", {"codec": "libx265", "pix_fmt": "yuv420p10le", "matrix": BT709}, 4),
        ("av1.mp4", {"codec": "libsvtav1"}, 4),
        ("vp9.webm", {"codec": "libvpx-vp9"}, 4),
        ("vp8.webm", {"codec": "libvpx"}, 4),
        ("mpeg4.avi", {"codec": "mpeg4", "ticks_per_s": 30}, 4),
        ("mjpeg.avi", {"codec": "mjpeg", "pix_fmt": "yuvj420p", "ticks_per_s": 30}, 4),
        ("prores.mov", {"codec": "prores_ks", "pix_fmt": "yuva444p10le"}, 4),
        ("h264.mov", {}, 4),
        ("h264.ts", {}, 4),
        ("h264.mkv", {}, 4),
        ("alpha.mkv", {"codec": "ffv1", "pix_fmt": "bgra"}, 1),
        ("alpha_hd.mkv", {"codec": "ffv1", "pix_fmt": "bgra", "size_wh": (1280, 720)}, 1),
        ("planes_hd.mkv", {"codec": "libx264rgb", "pix_fmt": "rgb24", "size_wh": (1280, 720)}, 4),
        ("full_range.mp4", {"pix_fmt": "yuvj420p"}, 4),
        ("odd.mkv", {"codec": "ffv1", "pix_fmt": "yuv444p", "size_wh": (127, 95)}, 2),
        ("rgb.gif", {"codec": "gif", "pix_fmt": "rgb8", "ticks_per_s": 100}, 36),
        ("wmv2.wmv", {"codec": "wmv2", "ticks_per_s": 1000}, 4),
        ("mpeg2.mpg", {"codec": "mpeg2video", "ticks_per_s": 30}, 4),
    ],
)
def test_formats(tmp_path: Path, name: str, how: dict[str, Any], by: int) -> None:
    path = encode(tmp_path / name, **how)
    video = VideoFile(path)
    frames = list(video)
    assert len(frames) == video.info.frame_count == 12
    size_wh = how.get("size_wh", (128, 96))
    for frame in frames:
        assert frame.image_rgb.shape == (size_wh[1], size_wh[0], 3)
        assert frame.image_rgb.dtype == np.uint8
    assert_corners(frames[3].image_rgb, [RED, GREEN, BLUE, (52, 52, 52)], by)
    assert [f.time_s for f in frames] == pytest.approx(even_times(12), abs=0.011)
    assert video.info.duration_s == pytest.approx(0.4, abs=0.05)
    assert video.warnings == ()


def test_grey(tmp_path: Path) -> None:
    path = encode(tmp_path / "grey.mkv", codec="ffv1", pix_fmt="gray")
    image = next(iter(VideoFile(path))).image_rgb
    assert image.shape == (96, 128, 3)
    assert np.ptp(image, axis=2).max() == 0


def test_untagged_high_definition_is_read_as_players_do(tmp_path: Path) -> None:
    tagged = encode(tmp_path / "tagged.mkv", [0.0], size_wh=(1280, 720), matrix=BT709)
    untagged = encode(
        tmp_path / "un.mkv", [0.0], size_wh=(1280, 720), tell_matrix=False, matrix=BT709
    )
    for path in (tagged, untagged):
        assert_corners(next(iter(VideoFile(path))).image_rgb, [RED, GREEN, BLUE, None], by=4)


def test_wide_pixels(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.mp4", sar=Fraction(4, 3))
    video = VideoFile(path)
    assert next(iter(video)).image_rgb.shape == (96, 171, 3)
    assert (video.info.width, video.info.height) == (171, 96)
    assert video.info.native_size_wh == (128, 96)


@pytest.mark.parametrize("sar", [Fraction(2), Fraction(4, 3), Fraction(1, 2)])
@pytest.mark.parametrize("rotation_deg", [0, 90])
def test_a_deck_edge_keeps_its_slope_in_pixels_that_are_not_square(
    tmp_path: Path, sar: Fraction, rotation_deg: int
) -> None:
    """Camera roll is read off two points on that edge: 5° must be 5° as the picture is shown."""

    def deck(index: int, width: int, height: int) -> np.ndarray:
        y, x = np.mgrid[:height, :width] + 0.5
        x = (x - width / 2) * float(sar)  # as shown
        y = y - height / 2
        along, across = (x, y) if rotation_deg == 0 else (y, -x)  # turned back
        below = across > np.tan(np.radians(5.0)) * along
        return np.repeat(np.where(below, 230, 20).astype(np.uint8)[..., None], 3, axis=2)

    path = encode(
        tmp_path / "a.mp4", sar=sar, size_wh=(256, 192), picture=deck, rotation_deg=rotation_deg
    )
    for image_rgb in (
        next(iter(VideoFile(path))).image_rgb,
        still(path, 0.1, limits=VideoLimits()),
    ):
        assert image_rgb is not None
        width = image_rgb.shape[1]
        columns = np.linspace(0.1 * width, 0.9 * width, 20).round().astype(int)
        rows = (image_rgb[..., 0] < 125).sum(axis=0)[columns]
        slope, offset = np.polyfit(columns, rows, 1)
        ends = [(x, slope * x + offset) for x in columns[[0, -1]]]
        assert edge_roll_deg(ends, image_width_px=width) == pytest.approx(5.0, abs=0.3)


@pytest.mark.parametrize("rotation_deg", [0, 90])
def test_large_pictures_are_scaled_down(tmp_path: Path, rotation_deg: int) -> None:
    path = encode(
        tmp_path / "a.mp4", even_times(2), size_wh=(1920, 1080), rotation_deg=rotation_deg
    )
    sizes = {None: (1920, 1080), 1280: (1280, 720), 640: (640, 360)}
    for limit, size_wh in sizes.items():
        video = VideoFile(path, max_long_side_px=limit)
        turned = size_wh[::-1] if rotation_deg else size_wh
        assert video.info.frame_size_wh == turned
        assert next(iter(video)).image_rgb.shape == (turned[1], turned[0], 3)
        assert video.info.width * video.info.height == 1920 * 1080
    with pytest.raises(ValueError, match="max_long_side_px"):
        VideoFile(path, max_long_side_px=0)


def test_picture_that_changes_size(tmp_path: Path) -> None:
    first = encode(tmp_path / "1.ts").read_bytes()
    larger = encode(tmp_path / "2.ts", size_wh=(256, 192)).read_bytes()
    taller = encode(tmp_path / "3.ts", size_wh=(96, 256)).read_bytes()
    path = tmp_path / "changes.ts"
    path.write_bytes(first + larger)
    frames = list(VideoFile(path))
    assert {frame.image_rgb.shape for frame in frames} == {(96, 128, 3)}
    assert len(frames) > 14
    path.write_bytes(first + taller)
    video = VideoFile(path)
    assert len(list(video)) == 12
    assert any("changes its shape" in sentence for sentence in video.warnings)


# ── threads ──────────────────────────────────────────────────────────────────────────────────────


def leave_early(video: VideoFile) -> None:
    for _ in video:
        break


def fail_inside(video: VideoFile) -> None:
    with contextlib.suppress(ZeroDivisionError), video:
        for _ in video:
            raise ZeroDivisionError


def close_while_reading(video: VideoFile) -> None:
    frames = iter(video)
    next(frames)
    video.close()
    assert len(list(frames)) <= 1


def never_read(video: VideoFile) -> None:
    iter(video)


@pytest.mark.parametrize("use", [list, leave_early, fail_inside, close_while_reading, never_read])
def test_the_thread_always_ends(tmp_path: Path, use: Callable[[VideoFile], object]) -> None:
    use(VideoFile(encode(tmp_path / "a.mp4", even_times(200))))
    deadline = time.monotonic() + 2
    while reader_threads() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert reader_threads() == 0


def test_reading_runs_only_a_little_ahead(tmp_path: Path) -> None:
    video = VideoFile(encode(tmp_path / "a.mp4", even_times(100)))
    frames = iter(video)
    next(frames)
    time.sleep(0.3)
    assert video.damage.repaired_timestamps == 0
    reader = next(iter(video._readers))
    assert reader._queue.qsize() == 8
    video.close()


def test_frames_are_freed_without_the_garbage_collector(tmp_path: Path) -> None:
    video = VideoFile(encode(tmp_path / "a.mp4", even_times(60), rotation_deg=90))
    gc.collect()
    gc.disable()
    try:
        for _ in video:
            alive = sum(type(thing).__name__ == "VideoFrame" for thing in gc.get_objects())
    finally:
        gc.enable()
    assert alive < 20


def test_a_file_can_be_read_twice_and_side_by_side(tmp_path: Path) -> None:
    video = VideoFile(encode(tmp_path / "a.mp4"))
    pairs = list(zip(video, video, strict=True))
    assert len(pairs) == 12
    assert all(np.array_equal(a.image_rgb, b.image_rgb) for a, b in pairs)


# ── limits and damage ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "limits",
    [
        VideoLimits(max_duration_s=0.3),
        VideoLimits(max_frames=11),
        VideoLimits(max_frame_px=128 * 96 - 1),
        VideoLimits(max_file_bytes=100),
    ],
)
def test_limits(tmp_path: Path, limits: VideoLimits) -> None:
    path = encode(tmp_path / "a.mp4")
    assert len(list(VideoFile(path))) == 12
    with pytest.raises(OverLimit):
        VideoFile(path, limits=limits)


def test_slow_motion_counts_as_it_plays(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.mp4")
    with pytest.raises(OverLimit):
        VideoFile(path, playback_factor=0.1, limits=VideoLimits(max_duration_s=0.3))


def test_truncated(tmp_path: Path) -> None:
    whole = encode(tmp_path / "a.mp4", container_options={"movflags": "+faststart"}).read_bytes()
    path = tmp_path / "cut.mp4"
    path.write_bytes(whole[: len(whole) * 4 // 5])
    video = VideoFile(path)
    assert video.truncated
    assert 1 <= len(list(video)) < 12
    assert len(video.warnings) == 1
    assert "incomplete" in video.warnings[0]
    path.write_bytes(encode(tmp_path / "b.mp4").read_bytes()[:-300])
    with pytest.raises(TruncatedVideo, match="incomplete"):
        VideoFile(path)


def test_info(tmp_path: Path) -> None:
    path = encode(tmp_path / "My clip.mp4")
    info = VideoFile(path).info
    assert (info.name, info.codec, info.frame_count) == ("My clip.mp4", "h264", 12)
    assert len(info.sha256) == 64
    assert info.fps == pytest.approx(30)
    assert str(tmp_path) not in repr(info)


def test_no_video(tmp_path: Path) -> None:
    with pytest.raises(NotAVideo, match=r"does not exist\.$"):
        VideoFile(tmp_path / "none.mp4")
    image = four_corners(0)
    cv2.imwrite(str(tmp_path / "a.jpg"), image)
    with pytest.raises(NotAVideo, match="picture"):
        VideoFile(tmp_path / "a.jpg")
    assert issubclass(NoFrames, VideoError)
