"""Films for Chromium's fake camera, which plays them again and again."""

from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

FPS = 30
Picture = NDArray[np.uint8]


def write_camera_film(
    clip: Path, film: Path, *, still_before_s: float, still_after_s: float, until_s: float
) -> None:
    """Write `film` (.mjpeg): the clip's first picture held, the clip, the last one held."""
    pictures = read_pictures(clip)[: round(until_s * FPS)]
    write_film(
        film,
        [pictures[0]] * round(still_before_s * FPS)
        + pictures
        + [pictures[-1]] * round(still_after_s * FPS),
    )


def read_pictures(clip: Path) -> list[Picture]:
    """All pictures of a clip, RGB."""
    with av.open(str(clip)) as source:
        return [
            frame.to_ndarray(format="rgb24").astype(np.uint8) for frame in source.decode(video=0)
        ]


def write_film(film: Path, pictures: Sequence[Picture]) -> None:
    """Write the pictures, 30 a second, all of one size."""
    with av.open(str(film), "w", format="mjpeg") as target:
        stream = target.add_stream("mjpeg", rate=FPS)
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = "yuvj420p"
        stream.options = {"qscale": "3"}
        for picture in pictures:
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
