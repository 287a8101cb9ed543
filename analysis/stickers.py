"""The two stickers on the back of the pelvis: what a person confirms, and the pictures to read."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from analysis.sticker_choice import Stickers
from vision.pelvis_track import Lens, Taps
from vision.video import Frame

NOT_WORN = (
    "no stickers were worn, or it was not confirmed that they are on skin or tight cloth. "
    "The pelvis is measured with stickers only."
)


@dataclass(frozen=True, kw_only=True)
class StickersWorn:
    """What a person says of the stickers in a video.

    on           what they are on
    lens_at_hip  the lens was within 15 cm of the height of the pelvis; without that no degrees
    taps         both as tapped, in pixels of the analysed pictures; None = found
    """

    on: Stickers = Stickers.NONE
    lens_at_hip: bool = False
    taps: Taps | None = None

    @property
    def worn(self) -> bool:
        """True when stickers are to be looked for."""
        return self.on is not Stickers.NONE


def lens_of(*, lens_at_hip: bool, off_axis_deg: float = math.nan) -> Lens:
    """Where the camera was, from the confirmation and from what the recording tells."""
    return Lens(elevation_deg=0.0 if lens_at_hip else math.nan, off_axis_deg=off_axis_deg)


def watched(
    video: Iterable[Frame], span_s: tuple[float, float], alive: Callable[[], None]
) -> Iterator[Frame]:
    """The frames from one moment to before another; `alive` is called with each that is read."""
    for frame in video:
        alive()
        if frame.time_s >= span_s[1]:
            return
        if frame.time_s >= span_s[0]:
            yield frame
