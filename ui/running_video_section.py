"""The drawn videos of a run in the player, with their gait events."""

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analysis.errors import RequestRefused
from analysis.running_edits import event_set_at, event_taken_at, order_sentences
from analysis.running_result import AnalysedClip
from kinematics.landmarks import Side
from running.events import Events
from ui.run_player.component import EventWish, Film, show_player
from ui.running_bench import LabRun, RunningBench
from ui.running_events_section import edit_events, show_event_table

PLAYER = "run-player"
_MOMENT = "run-moment"
HEIGHT_PX = 500  # of a picture, so that a screen has room for it
KEYS = "Arrow keys: one picture. With shift: one event. Space: play. Tap the lanes to go there."


@dataclass(frozen=True, kw_only=True)
class _Moment:
    """A wish to see a moment; `count` makes a repeated wish a new one."""

    count: int
    run: int
    video: int
    time_s: float


def show_video(bench: RunningBench, run: LabRun) -> None:
    """One of the videos, its events on lanes, and the events to be changed."""
    st.header("Video and gait events", anchor=False)
    number = _choose(run)
    clip = run.result.clips[number]
    beside, below = _places(clip)
    container = f"{PLAYER}-{run.number}-{number}"
    with beside, st.container(key=container):
        st.video(
            run.annotated(number),
            alt=f"{run.result.title(number)}: your video with what was measured drawn on it",
        )
    with below:
        wish = show_player(
            film_of(run, number, container),
            key=f"player-{run.number}-{number}",
            editable=True,
            jump=_jump(run, number),
        )
    st.caption(
        f"{KEYS} ▼ initial contact · ● midstance · ▲ toe-off; filled: left foot, "
        "hollow: right foot; larger: set by hand. From behind and in front, contact and toe-off "
        "are rough and no contact time is told."
    )
    if wish is not None:
        _apply(bench, number, wish)
    if told := order_sentences(clip.analysis):
        st.warning("  \n".join(told), icon="⚠️")
    _offer_drawing(bench, run)
    show_event_table(bench, run, number)


def _places(clip: AnalysedClip) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Places for a video and what moves it, so that both fit on a screen."""
    width, height = clip.landmarks.image_size_wh
    if height > width:
        beside, below = st.columns([2, 3], gap="medium", vertical_alignment="bottom")
        return beside, below
    both = st.container(width=max(round(HEIGHT_PX * width / height), 300))
    return both.container(), both.container()


def film_of(run: LabRun, number: int, container: str) -> Film:
    """A video of a run for the player."""
    clip = run.result.clips[number]
    return Film(
        container=container,
        title=run.result.title(number),
        times_s=clip.landmarks.time_s.tolist(),
        events=clip.analysis.events,
        beat=beat_of(clip),
    )


def beat_of(clip: AnalysedClip) -> Side:
    """The foot whose contacts are seen best."""
    return clip.analysis.run.recording.near or Side.LEFT


def ask_for_moment(run: LabRun, number: int, time_s: float) -> None:
    """Show a moment of a video the next time the page is made."""
    last = st.session_state.get(_MOMENT)
    count = last.count + 1 if last else 1
    st.session_state[_MOMENT] = _Moment(count=count, run=run.number, video=number, time_s=time_s)
    if len(run.result.clips) > 1:
        st.session_state[_choice_key(run)] = number


def _jump(run: LabRun, number: int) -> tuple[int, float]:
    """The wish to see a moment of this very video, for the player; (0, 0) = none."""
    wish = st.session_state.get(_MOMENT)
    if wish is None or (wish.run, wish.video) != (run.number, number):
        return 0, 0.0
    return wish.count, wish.time_s


def _choice_key(run: LabRun) -> str:
    return f"event-clip-{run.number}"


def _choose(run: LabRun) -> int:
    numbers = list(range(len(run.result.clips)))
    if len(numbers) == 1:
        return 0
    chosen = st.segmented_control(
        "Video",
        numbers,
        format_func=run.result.title,
        default=None if _choice_key(run) in st.session_state else 0,
        required=True,
        key=_choice_key(run),
    )
    return chosen or 0


def _apply(bench: RunningBench, number: int, wish: EventWish) -> None:
    """Change the events as asked for in the player."""

    def change(events: Events) -> Events:
        act = event_set_at if wish.here else event_taken_at
        return act(events, side=wish.side, kind=wish.kind, time_s=wish.time_s)

    try:
        edit_events(bench, number, change)
    except RequestRefused as error:
        st.info(str(error))


def _offer_drawing(bench: RunningBench, run: LabRun) -> None:
    """The words in the drawn video are of the events as they were when it was drawn."""
    if any(
        clip.analysis.events != (clip.analysis.run.found if wish.events is None else wish.events)
        for wish, clip in zip(run.result.request.clips, run.result.clips, strict=True)
    ):
        st.caption("Measures, curves and pictures follow your changes; the drawn video does not.")
        if st.button("Draw the video again", key="draw-again"):
            bench.draw_again(run)
            st.rerun()
