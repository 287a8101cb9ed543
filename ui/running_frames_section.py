"""Key frames: initial contact, midstance, toe-off, of both feet side by side."""

from dataclasses import dataclass

import streamlit as st

from analysis.running_result import Moment
from analysis.running_words import bend_words
from reports.running_report import EVENT_WORDS
from ui.running_bench import LabRun

WIDTHS = {True: 260, False: 340}  # of a picture on the page: upright, wide


@dataclass(frozen=True, kw_only=True)
class KeyFrame:
    """A picture of a gait event and the video it is from."""

    moment: Moment
    view: str

    @property
    def caption(self) -> str:
        """What it shows, and when."""
        moment = self.moment
        title = f"{moment.side.capitalize()} {EVENT_WORDS[moment.key]}"
        return f"{title}, {moment.time_s:.2f} s{bend_words(moment)}"


def key_frames(run: LabRun) -> list[KeyFrame]:
    """The pictures of gait events as the events are now: by kind, left before right."""
    result = run.pictured(*EVENT_WORDS)
    found = [
        KeyFrame(moment=moment, view=result.title(number))
        for number, clip in enumerate(result.clips)
        for moment in clip.moments
        if moment.key in EVENT_WORDS
    ]
    kinds = list(EVENT_WORDS)
    return sorted(found, key=lambda one: (kinds.index(one.moment.key), one.moment.side))


@st.fragment
def show_key_frames(run: LabRun) -> None:
    """For each video, a row for each kind of event where both feet are seen, else one row."""
    frames = key_frames(run)
    if not frames:
        return
    st.header("Key frames", anchor=False)
    for view in dict.fromkeys(frame.view for frame in frames):
        mine = [frame for frame in frames if frame.view == view]
        both = len({frame.moment.side for frame in mine}) > 1
        for kind in EVENT_WORDS if both else (None,):
            row = [frame for frame in mine if kind in (None, frame.moment.key)]
            if row:
                show_row(row, key=f"frames-{view}-{kind}")
    st.caption("The foot's most usual step: the one whose stride time is nearest to the median.")


def show_row(row: list[KeyFrame], *, key: str) -> None:
    """Pictures with their words below; two stay beside each other on the smallest screen."""
    if len(row) == 2:
        width = sum(WIDTHS[frame.moment.aspect < 1] for frame in row)
        with st.container(key=key):
            columns = st.columns(2, wrap=False, gap="small", width=width)
        for column, frame in zip(columns, row, strict=True):
            with column:
                _show_picture(frame)
        return
    with st.container(horizontal=True, key=key):
        for frame in row:
            with st.container(width=WIDTHS[frame.moment.aspect < 1]):
                _show_picture(frame)


def _show_picture(frame: KeyFrame) -> None:
    st.image(frame.moment.jpeg, caption=frame.caption, alt=frame.caption, width="stretch")
