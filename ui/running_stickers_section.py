"""What became of the stickers, and the picture in which they can be tapped."""

import streamlit as st

from running.recording import RunView
from ui.running_bench import LabRun, RunningBench
from ui.sticker_questions import ask_taps, sticker_text


def show_stickers(bench: RunningBench, run: LabRun) -> None:
    """The pelvis of the video from behind; nothing when there is none."""
    numbers = [n for n, clip in enumerate(run.result.clips) if clip.analysis.view is RunView.REAR]
    if not numbers:
        return
    st.header("The pelvis", anchor=False)
    for number in numbers:
        finding = run.result.clips[number].pelvis
        grade = f" :gray-badge[Grade {finding.grade.value}]" if finding.grade else ""
        st.markdown(
            f"**{run.result.title(number)}**{grade}\n"
            + "\n".join(f"- {reason[:1].upper()}{reason[1:]}" for reason in finding.reasons)
        )
        _taps(bench, run, number)
    with st.expander("How to place stickers"):
        st.markdown(sticker_text())


@st.fragment
def _taps(bench: RunningBench, run: LabRun, number: int) -> None:
    """Tap both stickers in a picture and measure again."""
    plain = run.result.clips[number].plain
    if plain is None:
        return
    worn = ask_taps(
        plain.jpeg,
        plain.time_s,
        key=f"{run.number}-{number}",
        go_key=f"tap-go-{number}",
        lens_at_hip=run.result.request.lens_at_hip,
    )
    if worn is not None and worn.taps is not None:
        bench.start_with_taps(run, number, worn.taps, worn.on, lens_at_hip=worn.lens_at_hip)
        st.rerun()
