"""Progress of an analysis in words."""

import math

from analysis.jobs import Progress

SURE_AFTER_S = 1.0  # the speed of the first frames says little


def progress_text(progress: Progress) -> str:
    """What is happening now, and about how long it will take."""
    if not progress.done:
        return "Opening the video and finding the person …"
    if not progress.total:
        return f"{progress.done} pictures looked at …"
    if progress.done >= progress.total:
        return "Finishing the video and the pictures of key moments …"
    percent = f"{100 * progress.share:.0f} %"
    if progress.elapsed_s < SURE_AFTER_S or math.isnan(progress.left_s):
        return f"{percent} · working out how long it takes …"
    return f"{percent} · {duration_text(progress.left_s)} left"


def duration_text(seconds: float) -> str:
    """A rough duration as people say it."""
    if seconds < 10:
        return "a few seconds"
    if seconds < 55:
        return f"about {5 * round(seconds / 5)} seconds"
    minutes = round(seconds / 60)
    return "about a minute" if minutes <= 1 else f"about {minutes} minutes"


def moment_text(time_s: float) -> str:
    """A moment of a video: seconds, from a minute on minutes and seconds."""
    if time_s < 60.0:
        return f"{time_s:.1f} s"
    minutes, seconds = divmod(int(time_s), 60)
    return f"{minutes}:{seconds:02d}"
