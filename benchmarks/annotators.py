"""How long drawing on one picture takes: ``python -m benchmarks.annotators``.

Milliseconds of processor time per picture, everything shown at once; angle, hold and progress
change with every picture, as in a real clip. Aim: at most 3 ms at 1280 × 720.
"""

import time
from dataclasses import replace

import numpy as np

from kinematics.landmarks import Landmark, Side
from kinematics.pose import PoseFrame
from vision.annotators import Overlay, annotate

SIZES = ((153, 272), (640, 480), (1280, 720), (720, 1280), (1920, 1080))
KNEE = (Landmark.LEFT_HIP, Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE)
OVERLAY = Overlay(
    partial_count=1,
    phase="Hold",
    angle_at=KNEE,
    target_deg=(80.0, 95.0),
    flexion=True,
    hold_target_s=2.0,
    cue="Push the floor apart and keep your heels heavy.",
    issue="The feet are close to the edge of the picture.",
    highlight=(Landmark.LEFT_KNEE,),
    near_side=Side.LEFT,
)


def measure_ms(width: int, height: int, count: int = 300) -> list[float]:
    """Milliseconds for each of ``count`` pictures of one size."""
    random = np.random.default_rng(7)
    image = random.integers(0, 255, (height, width, 3), dtype=np.uint8)
    pose = PoseFrame(
        time_s=0.0,
        xy_px=random.uniform(0.2, 0.8, (33, 2)) * (width, height),
        visibility=random.uniform(0.3, 1.0, 33),
        world_m=np.zeros((33, 3)),
    )
    spent: list[float] = []
    for index in range(count):
        overlay = replace(
            OVERLAY,
            rep_count=index // 40,
            progress=index % 40 / 40,
            angle_deg=float(20 + index % 80),
            hold_s=index % 60 / 30,
        )
        begin = time.process_time()
        annotate(image, pose, overlay)
        spent.append(1000 * (time.process_time() - begin))
    return spent


def main() -> None:
    """Print the table."""
    print("size         median ms   95 % ms")
    for width, height in SIZES:
        spent = measure_ms(width, height)
        median, high = np.percentile(spent, [50, 95])
        print(f"{width:>4} x {height:<4}  {median:9.2f} {high:9.2f}")


if __name__ == "__main__":
    main()
