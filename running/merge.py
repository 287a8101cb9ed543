"""Several views of one run as one set of measures."""

from collections.abc import Sequence

from kinematics.quality import Grade
from running.analysis import RunningAnalysis
from running.measure import Measure

SPEED_APART_KMH = 0.36


def merge_views(analyses: Sequence[RunningAnalysis]) -> tuple[Measure, ...]:
    """Each measure from the view that gives it best: known first, then grade, then steps.

    ValueError for no analysis, or for speeds that differ: then it is not one run.
    """
    if not analyses:
        raise ValueError("analyses: expected at least one, got none")
    speeds = [a.run.setup.speed_kmh for a in analyses if a.run.setup.speed_kmh is not None]
    if speeds and max(speeds) - min(speeds) > SPEED_APART_KMH:
        raise ValueError(f"speed_kmh: expected one speed, got {sorted(speeds)}")
    order = list(Grade)

    def rank(measure: Measure) -> tuple[bool, int, int]:
        return measure.known, -order.index(Grade(measure.grade)), measure.n

    best: dict[tuple[str, str], Measure] = {}
    for analysis in analyses:
        for measure in analysis.measures:
            place = (measure.key, measure.side)
            if place not in best or rank(measure) > rank(best[place]):
                best[place] = measure
    return tuple(best.values())
