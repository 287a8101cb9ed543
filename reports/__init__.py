"""PAPER: figures and documents for people to read. Takes results, returns values and bytes."""
