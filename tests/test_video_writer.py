"""Writing videos: the same pictures at the same times, playable, whole or not at all."""

import errno
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from tests.video_files import Image, four_corners
from vision.video import VideoError, VideoFile, VideoWriter, WriteFailed
from vision.video_writer import _failure

CHROMIUM = Path("/usr/bin/chromium")
TIMES_S = [0.0, 0.033, 0.1, 0.101, 0.5, 0.51, 1.0, 1.04]


def write(path: Path, images: list[Image], times_s: list[float]) -> Path:
    height, width = images[0].shape[:2]
    with VideoWriter(path, size_wh=(width, height), fps=30) as writer:
        for image, time_s in zip(images, times_s, strict=True):
            writer.write(image, time_s)
    return path


def eight(width: int = 128, height: int = 96) -> list[Image]:
    return [four_corners(index, width, height) for index in range(8)]


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    yield
    assert not [t for t in threading.enumerate() if t.name == "video-writer"]


def test_times_and_colours_survive(tmp_path: Path) -> None:
    images = eight()
    video = VideoFile(write(tmp_path / "a.mp4", images, TIMES_S))
    frames = list(video)
    assert [frame.time_s for frame in frames] == pytest.approx(TIMES_S, abs=2e-5)
    for frame, image in zip(frames, images, strict=True):
        for y in (24, 72):
            for x in (32, 96):
                difference = frame.image_rgb[y, x].astype(int) - image[y, x]
                assert np.abs(difference).max() <= 6
    assert video.warnings == ()


def test_what_browsers_need(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp4", eight(), TIMES_S)
    data = path.read_bytes()
    assert data.find(b"moov") < data.find(b"mdat"), "index in front"
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        assert (context.codec.name, context.pix_fmt) == ("h264", "yuv420p")
        tags = context.colorspace, context.color_primaries, context.color_trc, context.color_range
        assert tags == (1, 1, 1, 1)


@pytest.mark.parametrize("size_wh", [(127, 96), (128, 95), (1, 1), (33, 17)])
def test_odd_sizes_are_padded(tmp_path: Path, size_wh: tuple[int, int]) -> None:
    video = VideoFile(write(tmp_path / "a.mp4", eight(*size_wh), TIMES_S))
    width, height = size_wh
    assert video.info.frame_size_wh == (width + width % 2, height + height % 2)
    assert len(list(video)) == 8


def test_views_and_read_only_images(tmp_path: Path) -> None:
    wide = [np.repeat(image, 2, axis=1)[:, ::2] for image in eight()]
    for image in wide:
        image.setflags(write=False)
    assert len(list(VideoFile(write(tmp_path / "a.mp4", wide, TIMES_S)))) == 8


def test_bad_calls(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with VideoWriter(path, size_wh=(128, 96), fps=30) as writer:
        writer.write(four_corners(0), 0.1)
        with pytest.raises(ValueError, match=r"\(96, 128, 3\) uint8, got \(50, 60, 3\)"):
            writer.write(four_corners(0, 60, 50), 0.2)
        with pytest.raises(ValueError, match="uint8"):
            writer.write(four_corners(0).astype(np.float32), 0.2)
        for time_s in (0.05, -1.0, float("nan")):
            with pytest.raises(ValueError, match="time_s"):
                writer.write(four_corners(0), time_s)
    with pytest.raises(ValueError, match="closed"):
        writer.write(four_corners(0), 1.0)
    for size_wh, fps in (((0, 96), 30.0), ((128, 96), 0.0), ((128, 10_000), 30.0)):
        with pytest.raises(ValueError, match="expected"):
            VideoWriter(path, size_wh=size_wh, fps=fps)


def test_the_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"older")
    with VideoWriter(path, size_wh=(128, 96), fps=30) as writer:
        writer.write(four_corners(0), 0.0)
        assert path.read_bytes() == b"older"
    assert [file.name for file in tmp_path.iterdir()] == ["a.mp4"]
    assert len(list(VideoFile(path))) == 1


def test_nothing_is_left_after_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with pytest.raises(ZeroDivisionError), VideoWriter(path, size_wh=(128, 96), fps=30) as writer:
        writer.write(four_corners(0), 1 / 0)
    with pytest.raises(WriteFailed, match="no picture"), VideoWriter(path, size_wh=(8, 8), fps=30):
        pass
    assert list(tmp_path.iterdir()) == []


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(WriteFailed, match="folder does not exist"):
        write(tmp_path / "none" / "a.mp4", eight(), TIMES_S)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = uuid.uuid4()
    monkeypatch.setattr(uuid, "uuid4", lambda: name)
    (tmp_path / f".{name.hex}.part.mp4").symlink_to("/dev/full")
    images = [np.random.default_rng(i).integers(0, 256, (96, 128, 3), np.uint8) for i in range(90)]
    with pytest.raises(WriteFailed, match="disk is full"):
        write(tmp_path / "a.mp4", images, [index / 30 for index in range(90)])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO, None])
def test_failures_are_sentences(number: int | None) -> None:
    sentence = str(_failure(OSError(number, "jargon") if number else RuntimeError("jargon")))
    assert sentence.startswith("The video cannot be written")
    assert "jargon" not in sentence
    assert issubclass(WriteFailed, VideoError)


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium here")
@pytest.mark.parametrize("size_wh", [(128, 96), (127, 95)])
def test_chromium_plays_it(tmp_path: Path, size_wh: tuple[int, int]) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    images = [four_corners(index, *size_wh) for index in range(90)]
    write(tmp_path / "clip.mp4", images, [index / 30 for index in range(90)])
    page_file = tmp_path / "page.html"
    page_file.write_text("<video src='clip.mp4' muted autoplay></video>")
    with playwright.sync_playwright() as started:
        browser: Any = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(page_file.as_uri())
        page.wait_for_function("document.querySelector('video').currentTime > 0.5", timeout=15_000)
        video = page.locator("video")
        assert video.evaluate("v => [v.videoWidth, v.videoHeight]") == [128, 96]
        assert abs(video.evaluate("v => v.duration") - 3.0) < 0.05
        assert video.evaluate("v => v.error") is None
        browser.close()
