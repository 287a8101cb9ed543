"""The body chart: a person from the front and from the back, regions to tap."""
