"""Reduces the open BMC-RIC running angles to the band shipped in assets/reference.

``python -m benchmarks.running_reference FOLDER`` with the folder of the ``*angs.txt.gz`` files.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from running.curves import BAND_FILE

# Column stem of the source, sign that makes flexion, dorsiflexion and adduction positive.
ANGLES = {
    "hip_flexion_deg": ("Hip_Z", -1.0),
    "knee_flexion_deg": ("Knee_Z", 1.0),
    "ankle_dorsiflexion_deg": ("Ankle_Z", -1.0),
    "hip_adduction_deg": ("Hip_X", -1.0),
}
HEADER = """\
# Healthy runners on a treadmill at 2.5 m/s: mean and standard deviation between runners of each
# runner's mean joint angle over the gait cycle (0 = initial contact), degrees, from 3-D markers.
# Source: Fukuchi RK, Duarte M, Ferber R. BMC-RIC running biomechanics (23 + 23 runners),
# github.com/regifukuchi/BMC-RIC-running-biomechanics, CC BY 4.0. Reduced; signs made clinical.
"""


def main(folder: Path) -> None:
    """Write the band file."""
    files = sorted(folder.glob("*angs.txt.gz"))
    rows = []
    for key, (stem, sign) in ANGLES.items():
        runners = []
        for file in files:
            table = pd.read_csv(file, sep="\t")
            strides = table[[c for c in table.columns if c.startswith(f"{stem}_")]].to_numpy()
            runners.append(sign * np.nanmean(strides, axis=1))
        mean, sd = np.mean(runners, axis=0), np.std(runners, axis=0, ddof=1)
        rows += [
            (key, percent, round(float(m), 2), round(float(s), 2), len(runners))
            for percent, (m, s) in enumerate(zip(mean, sd, strict=True))
        ]
    band = pd.DataFrame(rows, columns=["key", "percent", "mean", "sd", "runners"])
    BAND_FILE.write_text(HEADER + band.to_csv(index=False), encoding="utf-8")
    print(f"{BAND_FILE.name}: {len(band)} rows from {len(files)} runners")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
