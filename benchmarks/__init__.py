"""Accuracy and speed, measured: each module prints one table."""
