"""Joins vision with exercises and running, and runs the joined work in worker processes."""
