"""Two runs seen together: curves laid over each other, key frames beside each other, in step."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import streamlit as st

from analysis.earlier_run import clip_seen_again, drawn_moments
from analysis.running_comparison import curves_of, recorded_film
from analysis.running_result import Moment
from kinematics.landmarks import Side
from kinematics.pose import PoseSequence
from records.types import RunningRecord
from reports.running_charts import CURVE_NAMES, SCREEN, before_after_chart
from reports.running_report import EVENT_WORDS
from running.curves import Curve
from running.recording import RunView, Setup
from ui.run_player.component import Film, show_player
from ui.running_bench import LabRun
from ui.running_frames_section import KeyFrame, key_frames, show_row
from ui.running_video_section import beat_of, film_of
from ui.saving_videos import kept_edits


def show_pair_curves(before: Any, after: Any) -> None:
    """The curves that both documents have, one figure for each angle."""
    first, second = _by_key(curves_of(before)), _by_key(curves_of(after))
    keys = [key for key in CURVE_NAMES if key in first and key in second]
    if not keys:
        return
    st.markdown("**Angles over the gait cycle, before and after**")
    dark = st.context.theme.type == "dark"
    with st.container(horizontal=True, key="pair-curves"):
        for key in keys:
            with st.container(width=330):
                st.markdown(f"**{CURVE_NAMES[key]}**")
                st.altair_chart(
                    before_after_chart(first[key], second[key], dark=dark, size=SCREEN),
                    key=f"pair-curve-{key}",
                    alt=f"{CURVE_NAMES[key]} before (dashed) and after (full line).",
                )


def _by_key(curves: list[Curve]) -> dict[str, list[Curve]]:
    found: dict[str, list[Curve]] = {}
    for curve in curves:
        found.setdefault(curve.key, []).append(curve)
    return found


@dataclass(frozen=True, kw_only=True)
class PairVideo:
    """One run of a pair from one side: its drawn video, what the player needs, key frames.

    frames  by kind of event and side; empty where there are none to show
    """

    video: Path
    film: Film
    frames: dict[tuple[str, str], KeyFrame]


def pair_video(run: LabRun, view: str) -> PairVideo:
    """A run of this visit from one side."""
    number = next(n for n, clip in enumerate(run.result.clips) if clip.analysis.view.value == view)
    title = run.result.title(number)
    frames = [one for one in key_frames(run) if one.view == title]
    return PairVideo(
        video=run.annotated(number),
        film=film_of(run, number, ""),
        frames={(one.moment.key, one.moment.side): one for one in frames},
    )


def drawn_pair_video(document: Any, video: Path, view: str, beat: Side) -> PairVideo:
    """A run from its document and its drawn video; `RequestRefused` for a bad document."""
    times_s, events = recorded_film(document, view)
    film = Film(container="", title=view, times_s=times_s.tolist(), events=events, beat=beat)
    return PairVideo(video=video, film=film, frames=_frames(drawn_moments(video, events), view))


def as_drawn(one: PairVideo) -> PairVideo:
    """A run with key frames from its drawn video, to stand beside those of `drawn_pair_video`."""
    drawn = _frames(drawn_moments(one.video, one.film.events), one.film.title)
    return replace(one, frames={key: drawn[key] for key in one.frames if key in drawn})


def kept_pair_video(record: RunningRecord, landmarks: PoseSequence, video: Path) -> PairVideo:
    """A run in the records and the video it was measured in; raises `VideoError`."""
    told = record.parameters
    clip = clip_seen_again(
        video,
        landmarks,
        setup=Setup(
            view=RunView(record.view),
            speed_kmh=told.get("speed_kmh"),
            height_cm=told.get("height_cm"),
            roll_deg=told.get("roll_deg"),
        ),
        start_s=told.get("start_s") or 0.0,
        time_scale=told.get("time_scale"),
        edits=kept_edits(record),
    )
    film = Film(
        container="",
        title=record.view,
        times_s=landmarks.time_s.tolist(),
        events=clip.analysis.events,
        beat=beat_of(clip),
    )
    return PairVideo(video=video, film=film, frames=_frames(clip.moments, record.view))


def _frames(moments: Iterable[Moment], view: str) -> dict[tuple[str, str], KeyFrame]:
    return {(m.key, m.side): KeyFrame(moment=m, view=view) for m in moments}


@st.fragment
def show_pair(before: PairVideo, after: PairVideo, *, key: str) -> None:
    """Two videos in step, and their key frames beside each other."""
    st.markdown("**Both videos in step: contacts of the same foot fall together**")
    films = []
    columns = st.columns(2, wrap=False, gap="small")
    for column, word, one in zip(columns, ("Before", "After"), (before, after), strict=True):
        container = f"pair-{word.lower()}-{key}"
        with column, st.container(key=container):
            st.video(one.video, alt=f"{word}: the drawn video")
            st.caption(word)
        films.append(replace(one.film, container=container))
    show_player(films[1], films[0], key=f"pair-player-{key}")
    st.caption(
        "Buttons and keys move the video after; the one before follows. Between two contacts "
        "the time of the one before is stretched evenly."
    )
    for kind, side in [one for one in before.frames if one in after.frames]:
        st.caption(f"{side.capitalize()} {EVENT_WORDS[kind]}: before, after")
        row = [before.frames[kind, side], after.frames[kind, side]]
        show_row(row, key=f"pair-frames-{key}-{kind}-{side}")
