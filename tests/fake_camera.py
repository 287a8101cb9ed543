"""A film for Chromium's fake camera: a rendered clip with stillness before and after it."""

from pathlib import Path

import av
import numpy as np

FPS = 30


def write_camera_film(
    clip: Path, film: Path, *, still_before_s: float, still_after_s: float, until_s: float
) -> None:
    """Write `film` (.mjpeg): the clip's first picture held, the clip, the last one held."""
    with av.open(str(clip)) as source:
        pictures = [frame.to_ndarray(format="rgb24") for frame in source.decode(video=0)]
    pictures = pictures[: round(until_s * FPS)]
    film_pictures = (
        [pictures[0]] * round(still_before_s * FPS)
        + pictures
        + [pictures[-1]] * round(still_after_s * FPS)
    )
    with av.open(str(film), "w", format="mjpeg") as target:
        stream = target.add_stream("mjpeg", rate=FPS)
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = "yuvj420p"
        stream.options = {"qscale": "3"}
        for picture in film_pictures:
            frame = av.VideoFrame.from_ndarray(np.asarray(picture, dtype=np.uint8), format="rgb24")
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
