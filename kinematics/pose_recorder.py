"""Collects poses compactly while they come: half a megabyte a minute, landmarks not frames."""

from array import array
from typing import IO

import numpy as np

from kinematics.landmarks import LANDMARK_COUNT
from kinematics.pose import PoseFrame, PoseSequence, write_npz


class PoseRecorder:
    """`add` poses in order, then `sequence` or `save_npz`. Keeps 32-bit numbers, like the file."""

    def __init__(self) -> None:
        self._time_s = array("d")
        self._xy_px, self._visibility, self._world_m = array("f"), array("f"), array("f")

    def __len__(self) -> int:
        return len(self._time_s)

    def add(self, pose: PoseFrame) -> None:
        """Take one pose; times must increase (checked when the sequence is built)."""
        self._time_s.append(pose.time_s)
        self._xy_px.frombytes(pose.xy_px.astype(np.float32).tobytes())
        self._visibility.frombytes(pose.visibility.astype(np.float32).tobytes())
        self._world_m.frombytes(pose.world_m.astype(np.float32).tobytes())

    def sequence(self, *, image_size_wh: tuple[int, int], source: str = "") -> PoseSequence:
        """What was collected, as a `PoseSequence`."""
        return PoseSequence(
            time_s=np.array(self._time_s),
            xy_px=np.array(self._xy_px).reshape(-1, LANDMARK_COUNT, 2),
            visibility=np.array(self._visibility).reshape(-1, LANDMARK_COUNT),
            world_m=np.array(self._world_m).reshape(-1, LANDMARK_COUNT, 3),
            image_size_wh=image_size_wh,
            source=source,
        )

    def save_npz(
        self, file: str | IO[bytes], *, image_size_wh: tuple[int, int], source: str = ""
    ) -> None:
        """Write the landmark format without making a second copy."""
        write_npz(
            file,
            time_s=np.frombuffer(self._time_s, dtype=np.float64),
            xy_px=np.frombuffer(self._xy_px, dtype=np.float32).reshape(-1, LANDMARK_COUNT, 2),
            visibility=np.frombuffer(self._visibility, dtype=np.float32).reshape(
                -1, LANDMARK_COUNT
            ),
            world_m=np.frombuffer(self._world_m, dtype=np.float32).reshape(-1, LANDMARK_COUNT, 3),
            image_size_wh=image_size_wh,
            source=source,
        )
