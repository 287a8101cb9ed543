"""Analyse a video, the exercise found out: nothing is counted before a person has said yes."""

from pathlib import Path

import pytest

from analysis.recognition import recognise_poses
from analysis.session_document import session_document
from exercises.registry import find_exercise
from tests.synthetic_poses import Studio
from tests.test_app import finished, opened
from ui.analysis_request import DEMOS, Choice
from ui.workbench import Unnamed


def test_found_out_shown_and_confirmed():
    page = opened()
    page.radio(key="which-exercise").set_value("Find out for me").run()
    assert not [b for b in page.button if b.key and b.key.startswith("choose-")]
    video = next(d.video for d in DEMOS if d.exercise_key == "clamshell")
    page.file_uploader[0].upload("mine.mp4", video.read_bytes(), "video/mp4").run()
    assert page.button(key="start").label == "Find the exercise"
    page.button(key="start").click().run()
    finished(page)
    assert not page.exception
    assert page.title[0].value == "Which exercise is it?"
    assert page.session_state.workbench.finished == []
    words = " ".join(markdown.value for markdown in page.markdown)
    assert "This looks like **Clamshell (4 repetitions, left leg)**." in words

    page.button(key="proposal-yes").click().run()
    finished(page)
    assert page.title[0].value == "Clamshell"
    result = page.session_state.workbench.finished[0]
    assert session_document(result.analysis)["proposal"] == {"confidence": 0.89, "confirmed": True}
    assert not list(page.session_state.workbench.folder.glob("upload-*"))


@pytest.fixture
def unsure():
    """The page with a video of a single bridge that nobody has named."""
    page = opened()
    poses, _ = Studio(exercise=find_exercise("glute_bridge")).perform((1.1,), fps=15)
    page.session_state.workbench.unnamed = Unnamed(
        video=next(d.video for d in DEMOS if d.exercise_key == "glute_bridge"),
        upload=None,
        name="mine.mp4",
        choice=Choice(exercise_key=None, model="lite"),
        landmarks=Path("none.npz"),
        recognition=recognise_poses(poses),
    )
    return page.run()


def test_unsure_means_choosing(unsure):
    assert [info.value for info in unsure.info] == [
        "That is not sure from this video. Is it one of these?"
    ]
    assert not [b for b in unsure.button if b.key == "proposal-yes"]
    assert unsure.button(key="candidate-glute_bridge").label == "Glute bridge"
    unsure.selectbox(key="proposal-other").set_value("clamshell").run()
    assert unsure.button(key="other-yes").label == "Analyse it"
    assert not unsure.exception


def test_an_unnamed_video_can_be_dropped(unsure):
    next(b for b in unsure.button if b.label == "Do not analyse this video").click().run()
    assert unsure.title[0].value == "Analyse a video"
    assert unsure.session_state.workbench.unnamed is None
