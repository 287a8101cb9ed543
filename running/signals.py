"""Landmarks of a recording as evenly sampled, filtered signals, and the stride period in them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator
from scipy.ndimage import uniform_filter1d

from kinematics.filters import butterworth_zero_lag
from kinematics.geometry import Array, length_px, to_points
from kinematics.landmarks import LANDMARK_COUNT, Landmark, Side, landmark_of
from kinematics.pose import PoseSequence

MOVING_PARTS = ("knee", "ankle", "heel", "foot_index")
MOVING = np.array([landmark_of(part, side) for part in MOVING_PARTS for side in Side], dtype=int)
TRUSTED_LAGS = 0.6  # share of a clip up to which an autocorrelation can be trusted
PICTURES_MIN, SPAN_MIN_S = 8, 0.25
GRID_HZ = 240.0  # every recording is resampled to this rate, so that events need no frame logic


@dataclass(frozen=True, kw_only=True)
class SignalSettings:
    """How landmarks become signals (measurement specification D.2, D.3).

    visibility_min   a landmark less visible counts as missing. 0.1, not the 0.3 of the
                     specification: from behind the model calls a third of the far foot's pictures
                     invisible that are as right as the others (10 rendered clips, median error
                     0.05 torso lengths at 0.1–0.3 as at 0.3–1)
    gap_max_s        longer gaps stay missing (NaN)
    spike_torso      a point this far (torso lengths) from both neighbours in time is dropped
    cutoff_hz        low-pass at 30, 60, 120, 240 frames a second; between by log interpolation
    """

    visibility_min: float = 0.1
    gap_max_s: float = 0.105
    spike_torso: float = 0.6
    cutoff_hz: tuple[float, float, float, float] = (7.0, 10.0, 12.0, 14.0)

    def cutoff_at(self, frame_rate_hz: float) -> float:
        """Cut-off for a frame rate, never above 0.35 of it."""
        table = np.interp(np.log2(frame_rate_hz / 30.0), (0.0, 1.0, 2.0, 3.0), self.cutoff_hz)
        return float(min(table, 0.35 * frame_rate_hz))


@dataclass(frozen=True, kw_only=True)
class GaitSignals:
    """A recording on an even time grid.

    time_s         (N,) seconds of real time (slow motion removed)
    xy_px          (N, 33, 2) filtered pixels; NaN = missing for longer than the allowed gap
    frame_rate_hz  mean number of pictures a second in real time
    swapped        (N,) left and right legs were exchanged here and have been put back
    doubtful       (N,) which leg is which cannot be told here
    """

    time_s: Array
    xy_px: Array
    frame_rate_hz: float
    image_size_wh: tuple[int, int]
    swapped: NDArray[np.bool_]
    doubtful: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.time_s)

    def point(self, part: str, side: Side) -> Array:
        """(N, 2) pixels of a paired body part."""
        return np.asarray(self.xy_px[:, landmark_of(part, side)])

    def mid(self, part: str) -> Array:
        """(N, 2) pixels halfway between the left and the right `part`."""
        return np.asarray((self.point(part, Side.LEFT) + self.point(part, Side.RIGHT)) / 2)

    @property
    def torso_px(self) -> float:
        """Median length mid-shoulder to mid-hip; NaN when never seen."""
        return median(self.torso_length_px)

    @property
    def torso_length_px(self) -> Array:
        """(N,) length mid-shoulder to mid-hip."""
        return np.asarray(length_px(to_points(self.mid("shoulder") - self.mid("hip"))))

    def leg_px(self, side: Side) -> float:
        """Length of thigh and shank in pixels: the 90th percentile of their sum over the clip."""
        thigh = length_px(to_points(self.point("knee", side) - self.point("hip", side)))
        shank = length_px(to_points(self.point("ankle", side) - self.point("knee", side)))
        whole = (thigh + shank)[np.isfinite(thigh + shank)]
        return float(np.percentile(whole, 90)) if len(whole) else np.nan

    def index_at(self, time_s: float) -> int:
        """The sample nearest to a time, within the recording."""
        nearest = round((float(time_s) - float(self.time_s[0])) * GRID_HZ)
        return min(max(nearest, 0), len(self) - 1)


def median(values: Array) -> float:
    """Median of the finite values, NaN without any."""
    finite = values[np.isfinite(values)]
    return float(np.median(finite)) if len(finite) else np.nan


def bridged(values: Array) -> Array:
    """Values (N,) with missing ones replaced by straight lines, so that they can be filtered."""
    index = np.arange(len(values))
    seen = np.isfinite(values)
    if not seen.any():
        return np.zeros(len(values))
    return np.asarray(np.interp(index, index[seen], values[seen]))


def resample(
    sequence: PoseSequence,
    *,
    playback_factor: float = 1.0,
    swapped: NDArray[np.bool_] | None = None,
    doubtful: NDArray[np.bool_] | None = None,
    settings: SignalSettings | None = None,
) -> GaitSignals:
    """Resample to `GRID_HZ` by PCHIP and low-pass with zero lag.

    Knees and feet count as missing where it is `doubtful` which leg is which.
    `playback_factor` is how many times slower than life the clip plays (8 for 240 pictures a second
    stored as 30). ValueError for fewer than eight pictures, less than a quarter of a second, or a
    factor that is not positive.
    """
    if len(sequence) < PICTURES_MIN:
        raise ValueError(
            f"sequence: expected at least {PICTURES_MIN} pictures, got {len(sequence)}"
        )
    if sequence.time_s[-1] - sequence.time_s[0] < SPAN_MIN_S * playback_factor:
        raise ValueError(f"sequence: expected at least {SPAN_MIN_S} s of real time, got less")
    if not playback_factor > 0:
        raise ValueError(f"playback_factor: expected more than 0, got {playback_factor}")
    settings = settings or SignalSettings()
    time_s = sequence.time_s / playback_factor
    grid = np.arange(time_s[0], time_s[-1] + 1e-9, 1.0 / GRID_HZ)
    rate = (len(time_s) - 1) / (time_s[-1] - time_s[0])
    raw = _without_spikes(_visible(sequence, settings), settings)
    if doubtful is not None:
        raw[np.ix_(doubtful, MOVING)] = np.nan
    cutoff = settings.cutoff_at(rate)
    xy_px = np.full((len(grid), LANDMARK_COUNT, 2), np.nan)
    for landmark in range(LANDMARK_COUNT):
        xy_px[:, landmark] = _smooth(time_s, raw[:, landmark], grid, cutoff, settings.gap_max_s)
    nearest = np.clip(np.searchsorted(time_s, grid), 0, len(time_s) - 1)
    nothing = np.zeros(len(time_s), dtype=bool)
    return GaitSignals(
        time_s=grid,
        xy_px=xy_px,
        frame_rate_hz=float(rate),
        image_size_wh=sequence.image_size_wh,
        swapped=(nothing if swapped is None else swapped)[nearest],
        doubtful=(nothing if doubtful is None else doubtful)[nearest],
    )


def _visible(sequence: PoseSequence, settings: SignalSettings) -> Array:
    hidden = ~(sequence.visibility >= settings.visibility_min)
    return np.where(hidden[..., None], np.nan, sequence.xy_px)


def _without_spikes(xy_px: Array, settings: SignalSettings) -> Array:
    """NaN where a point leaps out and back from one picture to the next."""
    torso = xy_px[:, [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]].mean(1) - xy_px[
        :, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
    ].mean(1)
    limit = settings.spike_torso * median(length_px(to_points(torso)))
    leap = length_px(to_points(xy_px[1:-1] - (xy_px[:-2] + xy_px[2:]) / 2))
    spike = np.zeros(xy_px.shape[:2], dtype=bool)
    spike[1:-1] = leap > limit
    return np.where(spike[..., None], np.nan, xy_px)


def _smooth(time_s: Array, xy_px: Array, grid: Array, cutoff_hz: float, gap_max_s: float) -> Array:
    """One landmark (T, 2) on the grid; NaN in long gaps and outside what was seen."""
    seen = np.isfinite(xy_px).all(axis=1)
    if seen.sum() < 8:
        return np.full((len(grid), 2), np.nan)
    known = time_s[seen]
    inside = np.clip(grid, known[0], known[-1])
    value = PchipInterpolator(known, xy_px[seen])(inside)
    value = butterworth_zero_lag(value, rate_hz=GRID_HZ, cutoff_hz=cutoff_hz)
    after = np.clip(np.searchsorted(known, grid), 1, len(known) - 1)
    typical = float(np.median(np.diff(time_s)))
    lost = known[after] - known[after - 1] > max(gap_max_s, 2.5 * typical)
    lost |= (grid < known[0] - typical) | (grid > known[-1] + typical)
    return np.where(lost[:, None], np.nan, value)


@dataclass(frozen=True, kw_only=True)
class StridePeriod:
    """The time of one stride and how strictly the movement repeats (autocorrelation, −1…1)."""

    period_s: float
    strength: float

    @property
    def cadence_spm(self) -> float:
        """Steps a minute: two steps a stride."""
        return 120.0 / self.period_s


@dataclass(frozen=True, kw_only=True)
class StrideFinder:
    """Finds the stride period; see `find`.

    real_s     stride times of people in real time
    slow_s     and of clips in slow motion, looked at when nothing repeats in real time
    good       strength from which a movement repeats
    first_peak the first peak at least this high, as a share of the highest, is the stride
    """

    real_s: tuple[float, float] = (0.45, 2.2)
    slow_s: tuple[float, float] = (2.2, 12.0)
    good: float = 0.5
    first_peak: float = 0.85

    def find(self, signals: GaitSignals) -> StridePeriod:
        """Stride time from the unbiased autocorrelation of left minus right leg landmarks.

        The difference between the legs changes its sign every step, so half a stride cannot be
        taken for a whole one. NaN when nothing repeats.
        """
        score = _autocorrelation(_leg_difference(signals))
        real = self._peak(score, self.real_s)
        if real.strength >= self.good:
            return real
        slow = self._peak(score, self.slow_s)
        return slow if slow.strength >= self.good else real

    def _peak(self, score: Array, between_s: tuple[float, float]) -> StridePeriod:
        first = round(between_s[0] * GRID_HZ)
        last = min(round(between_s[1] * GRID_HZ), round(TRUSTED_LAGS * len(score)))
        inner = score[first:last]
        peaks = np.flatnonzero((inner[1:-1] >= inner[:-2]) & (inner[1:-1] >= inner[2:])) + 1
        peaks = peaks[inner[peaks] > 0]
        if not len(peaks):
            return StridePeriod(period_s=np.nan, strength=np.nan)
        good = peaks[inner[peaks] >= self.first_peak * inner[peaks].max()]
        lag = first + int(good[0])
        return StridePeriod(period_s=_refined(score, lag) / GRID_HZ, strength=float(score[lag]))


def stride_period(signals: GaitSignals) -> StridePeriod:
    """The stride period by the standard `StrideFinder`."""
    return StrideFinder().find(signals)


def _refined(score: Array, lag: int) -> float:
    """A peak of the autocorrelation in fractions of a sample.

    By a parabola, then at the longest multiple that the clip supports (A.3.3 step 4; integer lags
    would be wrong by up to 3 steps a minute).
    """
    period = _parabola(score, lag)
    for multiple in (2, 4, 8, 16, 32):
        near, reach = round(multiple * period), round(0.15 * period)
        if near + reach > TRUSTED_LAGS * len(score):
            break
        window = score[near - reach : near + reach + 1]
        if window.max() < 0.5 * score[lag]:
            break
        period = _parabola(score, near - reach + int(np.argmax(window))) / multiple
    return period


def _leg_difference(signals: GaitSignals) -> Array:
    """(N, channels) left minus right knee, ankle, heel and toe, x and y; gaps as zeros."""
    parts = ("knee", "ankle", "heel", "foot_index")
    both = [signals.point(p, Side.LEFT) - signals.point(p, Side.RIGHT) for p in parts]
    channels = np.concatenate(both, axis=1)
    seen = np.isfinite(channels)
    total = np.where(seen, channels, 0.0).sum(axis=0)
    mean = total / np.maximum(seen.sum(axis=0), 1)
    return np.asarray(np.where(seen, channels - mean, 0.0))


def _autocorrelation(channels: Array) -> Array:
    """Unbiased autocorrelation summed over channels, 1 at lag 0."""
    count = len(channels)
    size = 1 << (2 * count - 1).bit_length()
    spectrum = np.fft.rfft(channels, size, axis=0)
    raw = np.fft.irfft((np.abs(spectrum) ** 2).sum(axis=1), size)[:count]
    score = raw / np.arange(count, 0, -1)
    return np.asarray(score / score[0] if score[0] > 0 else score)


def _parabola(values: Array, index: int) -> float:
    """Position of the extremum of the parabola through three samples."""
    if not 0 < index < len(values) - 1:
        return float(index)
    left, middle, right = values[index - 1 : index + 2]
    bend = left - 2 * middle + right
    return float(index + (0.5 * (left - right) / bend if bend else 0.0))


def travel_x(signals: GaitSignals, period_s: float) -> Array:
    """(N,) slow travel of mid-hip along image x, in pixels: zero on a treadmill.

    The moving average over one stride; subtracting it turns a passing or panned runner into a
    runner on a belt.
    """
    filled = bridged(signals.mid("hip")[:, 0])
    index = np.arange(len(filled))
    slope = np.polyfit(index, filled, 1)
    line = np.polyval(slope, index)
    return np.asarray(line + over_a_stride(filled - line, period_s))


def over_a_stride(values: Array, period_s: float) -> Array:
    """Moving average over one stride, the ends held."""
    width = max(round(period_s * GRID_HZ), 1)
    return np.asarray(uniform_filter1d(values, width, mode="nearest"))
