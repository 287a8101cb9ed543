"""The only containers for poses: one moment (`PoseFrame`) and a recording (`PoseSequence`)."""

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from kinematics.body import Body
from kinematics.landmarks import LANDMARK_COUNT, MIRRORED, Side

FloatArray = NDArray[np.float64]

FILE_BYTES_MAX = 512 * 2**20  # unpacked landmark file: six hours at 30 pictures a second


class LandmarkFileError(ValueError):
    """A landmark recording cannot be read; the message is one plain sentence for the user."""


def _checked(name: str, value: Any, shape: tuple[int | None, ...]) -> FloatArray:
    """``value`` as a float64 array of ``shape`` (None: any length); ValueError with both shapes."""
    array = np.asarray(value, dtype=np.float64)
    if array.shape == shape:
        return array
    fits = array.ndim == len(shape) and all(
        want is None or want == got for want, got in zip(shape, array.shape, strict=True)
    )
    if not fits:
        wanted = tuple("T" if want is None else want for want in shape)
        raise ValueError(f"{name}: expected shape {wanted}, got {array.shape}")
    return array


@dataclass(frozen=True, kw_only=True)
class PoseFrame:
    """The pose at one moment.

    time_s      seconds on the stream's own clock
    xy_px       (33, 2) pixels, x right, y down; NaN = not seen
    visibility  (33,) 0…1, the model's own confidence that a landmark is seen; NaN = not seen
    world_m     (33, 3) metres, origin mid-hip, x image-right, y down, z towards the camera negative
    """

    time_s: float
    xy_px: FloatArray
    visibility: FloatArray
    world_m: FloatArray

    def __post_init__(self) -> None:
        object.__setattr__(self, "time_s", float(self.time_s))
        for name, shape in (
            ("xy_px", (LANDMARK_COUNT, 2)),
            ("visibility", (LANDMARK_COUNT,)),
            ("world_m", (LANDMARK_COUNT, 3)),
        ):
            object.__setattr__(self, name, _checked(name, getattr(self, name), shape))

    @classmethod
    def unseen(cls, time_s: float) -> "PoseFrame":
        """A moment at which nobody was seen."""
        return cls(
            time_s=time_s,
            xy_px=np.full((LANDMARK_COUNT, 2), np.nan),
            visibility=np.full(LANDMARK_COUNT, np.nan),
            world_m=np.full((LANDMARK_COUNT, 3), np.nan),
        )

    @cached_property
    def seen(self) -> bool:
        """True when somebody was seen."""
        return bool(np.isfinite(self.xy_px).any())

    @cached_property
    def body(self) -> Body:
        """The pose for measures that ask for no role: left is the working and the near side."""
        return Body(xy_px=self.xy_px, working=Side.LEFT, near=Side.LEFT)

    @cached_property
    def trunk_px(self) -> float:
        """Size of the trunk in pixels, also seen end-on (`kinematics.body.Body.trunk_px`)."""
        return float(self.body.trunk_px)


@dataclass(frozen=True, kw_only=True)
class PoseSequence:
    """A recording of one person's pose.

    time_s        (T,) seconds, strictly increasing
    xy_px         (T, 33, 2) pixels · visibility (T, 33) · world_m (T, 33, 3): as in `PoseFrame`
    image_size_wh (width, height) of the picture in pixels
    source        where it came from, for people to read
    """

    time_s: FloatArray
    xy_px: FloatArray
    visibility: FloatArray
    world_m: FloatArray
    image_size_wh: tuple[int, int]
    source: str = ""

    def __post_init__(self) -> None:
        for name, shape in (
            ("time_s", (None,)),
            ("xy_px", (None, LANDMARK_COUNT, 2)),
            ("visibility", (None, LANDMARK_COUNT)),
            ("world_m", (None, LANDMARK_COUNT, 3)),
        ):
            object.__setattr__(self, name, _checked(name, getattr(self, name), shape))
        lengths = {len(getattr(self, n)) for n in ("time_s", "xy_px", "visibility", "world_m")}
        if len(lengths) != 1:
            raise ValueError(f"arrays: expected one common length T, got {sorted(lengths)}")
        if not np.all(np.isfinite(self.time_s)) or np.any(np.diff(self.time_s) <= 0):
            raise ValueError("time_s: expected finite, strictly increasing seconds")
        width, height = (int(v) for v in self.image_size_wh)
        if width <= 0 or height <= 0:
            raise ValueError(f"image_size_wh: expected two positive sizes, got {(width, height)}")
        object.__setattr__(self, "image_size_wh", (width, height))

    @classmethod
    def from_frames(
        cls, frames: Iterable[PoseFrame], *, image_size_wh: tuple[int, int], source: str = ""
    ) -> "PoseSequence":
        """Stack frames, in order, into one sequence (an empty one is allowed)."""
        kept = list(frames)
        return cls(
            time_s=np.array([f.time_s for f in kept]),
            xy_px=np.array([f.xy_px for f in kept]).reshape(-1, LANDMARK_COUNT, 2),
            visibility=np.array([f.visibility for f in kept]).reshape(-1, LANDMARK_COUNT),
            world_m=np.array([f.world_m for f in kept]).reshape(-1, LANDMARK_COUNT, 3),
            image_size_wh=image_size_wh,
            source=source,
        )

    def __len__(self) -> int:
        return len(self.time_s)

    def __iter__(self) -> Iterator[PoseFrame]:
        return (self.frame(index) for index in range(len(self)))

    def __getitem__(self, key: slice) -> "PoseSequence":
        return PoseSequence(
            time_s=self.time_s[key],
            xy_px=self.xy_px[key],
            visibility=self.visibility[key],
            world_m=self.world_m[key],
            image_size_wh=self.image_size_wh,
            source=self.source,
        )

    def frame(self, index: int) -> PoseFrame:
        """The pose at one index."""
        return PoseFrame(
            time_s=self.time_s[index],
            xy_px=self.xy_px[index],
            visibility=self.visibility[index],
            world_m=self.world_m[index],
        )

    def mirrored(self) -> "PoseSequence":
        """The recording of a mirrored picture: x flipped, left and right landmarks swapped."""
        order = list(MIRRORED)
        xy_px = self.xy_px[:, order].copy()
        xy_px[..., 0] = self.image_size_wh[0] - xy_px[..., 0]
        world_m = self.world_m[:, order] * np.array([-1.0, 1.0, 1.0])
        return PoseSequence(
            time_s=self.time_s,
            xy_px=xy_px,
            visibility=self.visibility[:, order],
            world_m=world_m,
            image_size_wh=self.image_size_wh,
            source=self.source,
        )

    def save_npz(self, file: str | IO[bytes]) -> None:
        """Write the documented landmark format (docs/formats.md)."""
        write_npz(
            file,
            time_s=self.time_s,
            xy_px=self.xy_px,
            visibility=self.visibility,
            world_m=self.world_m,
            image_size_wh=self.image_size_wh,
            source=self.source,
        )

    @classmethod
    def load_npz(cls, file: str | IO[bytes]) -> "PoseSequence":
        """Read a landmark recording; `LandmarkFileError` with one sentence when it is not one."""
        arrays = _read_arrays(file)
        try:
            return cls(
                time_s=arrays["time_s"],
                xy_px=arrays["xy_px"],
                visibility=arrays["visibility"],
                world_m=arrays["world_m"],
                image_size_wh=tuple(arrays["image_size_wh"].tolist()),
                source=str(arrays.get("source", "")),
            )
        except KeyError as error:
            raise LandmarkFileError(
                f"This is not a landmark recording: it has no {error.args[0]!r}."
            ) from error
        except (ValueError, TypeError, OverflowError) as error:
            raise LandmarkFileError(f"This is not a landmark recording: {error}.") from error


def _read_arrays(file: str | IO[bytes]) -> dict[str, NDArray[Any]]:
    """The arrays of an ``.npz`` file by name; `LandmarkFileError` when it is none, or too large."""
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(member.file_size for member in archive.infolist()) > FILE_BYTES_MAX:
                raise LandmarkFileError("The landmark file is too large.")
            return {name.removesuffix(".npy"): _array(archive, name) for name in archive.namelist()}
    except FileNotFoundError as error:
        raise LandmarkFileError("The landmark file does not exist.") from error
    except zipfile.BadZipFile as error:
        raise LandmarkFileError("This file is not a landmark recording, or is cut off.") from error
    except LandmarkFileError:
        raise
    except (ValueError, OSError, EOFError, RuntimeError, MemoryError, zlib.error) as error:
        raise LandmarkFileError("The landmark file is damaged and cannot be read.") from error


def _array(archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    with archive.open(name) as member:
        return np.asarray(np.lib.format.read_array(member, allow_pickle=False))


def write_npz(
    file: str | IO[bytes],
    *,
    time_s: FloatArray,
    xy_px: NDArray[Any],
    visibility: NDArray[Any],
    world_m: NDArray[Any],
    image_size_wh: tuple[int, int],
    source: str,
) -> None:
    """Write the landmark format of docs/formats.md; all but the times as 32-bit numbers."""
    np.savez_compressed(
        file,
        time_s=time_s,
        xy_px=xy_px.astype(np.float32, copy=False),
        visibility=visibility.astype(np.float32, copy=False),
        world_m=world_m.astype(np.float32, copy=False),
        image_size_wh=np.array(image_size_wh, dtype=np.int64),
        source=np.array(source),
    )
