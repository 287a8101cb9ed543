"""POINTS -> ANGLES. numpy and scipy only; no files, no network, no drawing."""
