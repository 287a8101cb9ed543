"""When a frame was filmed: the stream's own timestamps, repaired where they are broken."""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

SMALLEST_STEP_S = 1e-4
LARGEST_STEP_S = 60.0
LARGEST_BACKWARD_S = 1.0
FALLBACK_STEP_S = 1 / 30
_CAPTURE_RATE_TAG = "com.android.capture.fps"


class StreamClock:
    """Turns raw timestamps, in order of display, into seconds that start at 0 and always grow.

    A timestamp is kept when it comes after the last one. Otherwise it is repaired and counted:

    * missing: one usual step after the last frame (usual: median of the last 15 good steps)
    * the same or up to 1 s earlier than the last: half a usual step after the last frame
    * more than 1 s earlier, or more than 60 s later: the clock was set anew; this frame comes one
      usual step after the last, and the ones that follow keep their distance to it
    """

    def __init__(self, *, usual_step_s: float = FALLBACK_STEP_S) -> None:
        self.repaired = 0
        self._steps: deque[float] = deque(maxlen=15)
        self._usual_s = usual_step_s
        self._offset_s: float | None = None
        self._last_s = 0.0
        self._started = False

    @property
    def usual_step_s(self) -> float:
        """Seconds from one frame to the next, as last seen."""
        return median(self._steps) if self._steps else self._usual_s

    def tell(self, raw_s: float | None) -> float:
        """Seconds since the first frame for the next frame; ``raw_s`` None when it has no time."""
        known = raw_s is not None and math.isfinite(raw_s)
        if not self._started:
            self._started = True
            self._offset_s = raw_s if known else None
            self.repaired += not known
            return 0.0
        if raw_s is None or not known:
            return self._repair(self.usual_step_s)
        if self._offset_s is None:
            self._set_anew(raw_s)
        step_s = raw_s - (self._offset_s or 0.0) - self._last_s
        if step_s < -LARGEST_BACKWARD_S or step_s > LARGEST_STEP_S:
            self._set_anew(raw_s)
            return self._repair(self.usual_step_s)
        if step_s < SMALLEST_STEP_S:
            return self._repair(self.usual_step_s / 2)
        self._steps.append(step_s)
        self._last_s = raw_s - (self._offset_s or 0.0)
        return self._last_s

    def _set_anew(self, raw_s: float) -> None:
        self._offset_s = raw_s - self._last_s - self.usual_step_s

    def _repair(self, step_s: float) -> float:
        self.repaired += 1
        self._last_s += max(step_s, SMALLEST_STEP_S)
        return self._last_s


def usual_step_s(times_s: Sequence[float]) -> float:
    """Median credible distance in seconds of sorted timestamps; the fallback without any."""
    steps = [b - a for a, b in pairwise(times_s)]
    credible = [step for step in steps if SMALLEST_STEP_S <= step <= LARGEST_STEP_S]
    return median(credible) if credible else FALLBACK_STEP_S


def lasting_s(duration_s: float | None, step_s: float) -> float:
    """How long a last picture is shown: ``duration_s`` where the file says so credibly."""
    credible = duration_s is not None and 0 < duration_s <= LARGEST_STEP_S
    return duration_s if credible and duration_s is not None else step_s


@dataclass(frozen=True, kw_only=True)
class TimeScale:
    """Real seconds per second of the file, and where that is known from.

    factor  1 for an ordinary clip, 0.125 for 240 frames a second played at 30
    source  "none", "capture tag" or "given"
    """

    factor: float = 1.0
    source: str = "none"


def time_scale(
    *, playback_factor: float | None, metadata: dict[str, str], step_s: float
) -> TimeScale:
    """The factor given by the user, else that of the phone's slow-motion tag, else 1.

    step_s: usual step of the file. Only a capture rate of at least 1.5 times the rate of the
    file counts: phones also write the tag into clips of ordinary speed.
    """
    if playback_factor is not None:
        if not (math.isfinite(playback_factor) and 0 < playback_factor <= 100):
            raise ValueError(f"playback_factor: expected 0 < factor <= 100, got {playback_factor}")
        return TimeScale(factor=float(playback_factor), source="given")
    try:
        capture_hz = float(metadata.get(_CAPTURE_RATE_TAG, "nan"))
    except ValueError:
        capture_hz = math.nan
    ratio = capture_hz * step_s
    if math.isfinite(ratio) and 1.5 <= ratio <= 64:
        return TimeScale(factor=round(1 / ratio, 9), source="capture tag")
    return TimeScale()
