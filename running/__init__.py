"""POINTS + ANGLES -> EVENTS -> STEPS -> METRICS of a runner. Imports kinematics, pandas."""
