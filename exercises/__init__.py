"""ANGLES -> REPS, FAULTS, CUES. Causal: an uploaded clip runs the same code as a live set."""
