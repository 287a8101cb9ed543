"""Key frames of a run of another day, from its video: no pictures are kept with a run."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from analysis.running_edits import EventEdit
from analysis.running_pictures import KINDS, taken_anew
from analysis.running_request import RunningClip
from analysis.running_result import AnalysedClip, Moment, PelvisFinding
from kinematics.landmarks import Side
from kinematics.pose import PoseSequence
from running.analysis import analyse
from running.events import EventKind, Events, event_times
from running.recording import Setup
from vision.annotators import Overlay, key_frame_jpeg
from vision.still import still
from vision.video import VideoFile, VideoLimits


def clip_seen_again(
    video: Path,
    landmarks: PoseSequence,
    *,
    setup: Setup,
    start_s: float = 0.0,
    time_scale: float | None = None,
    edits: tuple[EventEdit, ...] = (),
) -> AnalysedClip:
    """A kept run from its landmarks, with pictures of its gait events from its very video.

    start_s, time_scale  of the analysis that was kept: standing before, real over played time
    edits                what was set by hand of its gait events
    Raises `VideoError`.
    """
    with VideoFile(video, playback_factor=time_scale) as opened:
        info = opened.info
    clip = AnalysedClip(
        info=info,
        analysis=analyse(landmarks[int((landmarks.time_s < start_s).sum()) :], setup=setup),
        landmarks=landmarks,
        start_s=start_s,
        pelvis=PelvisFinding(grade=None, reasons=()),
        warnings=(),
    ).with_edits(edits)
    source = RunningClip(video=video, name=info.name)
    return replace(clip, moments=taken_anew(clip, source, KINDS))


def drawn_moments(drawn: Path, events: Events) -> tuple[Moment, ...]:
    """Contact, midstance and toe-off of each foot's most usual step, from a drawn video.

    Whole pictures: what is drawn on a video is nowhere cut off.
    """
    found = []
    for side in Side:
        for kind, time_s in usual_step(events, side).items():
            image_rgb = still(drawn, time_s, limits=VideoLimits())
            if image_rgb is not None:
                jpeg = key_frame_jpeg(image_rgb, None, Overlay(), "")
                height, width = image_rgb.shape[:2]
                key, aspect = kind.value, width / height
                moment = Moment(key=key, side=side.value, time_s=time_s, jpeg=jpeg, aspect=aspect)
                found.append(moment)
    return tuple(found)


def usual_step(events: Events, side: Side) -> dict[EventKind, float]:
    """Seconds of the events of the step whose stride time is nearest to the median; may be {}."""
    contacts = event_times(events, side, EventKind.IC)
    if len(contacts) < 2:
        return {}
    strides = np.diff(contacts)
    usual = int(np.abs(strides - np.median(strides)).argmin())
    start, end = contacts[usual], contacts[usual + 1]
    found = {}
    for kind in (EventKind.IC, EventKind.MS, EventKind.TO):
        times = event_times(events, side, kind)
        inside = times[(times >= start) & (times < end)]
        if len(inside):
            found[kind] = float(inside[0])
    return found
