"""What one visitor has under way and has finished, in a private folder that goes with the visit."""

import re
import shutil
import tempfile
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from analysis.exercise_video import ExerciseAnalysis
from analysis.jobs import Job, JobState, Progress, start_job
from analysis.recognition import Proposal, RecognisedVideo
from analysis.stickers import StickersWorn
from exercises.recognise import Recognition
from exercises.registry import find_exercise
from kinematics.landmarks import Side
from ui.analysis_request import Choice

OUR_FAULT = (
    "Something went wrong on our side, and the analysis did not finish. Please try again; "
    "when it happens again, please report it with what you asked for."
)
ENDING_S = 3.0
GONE_S = 150.0  # Streamlit takes a visitor back for 120 s after the connection was lost


@dataclass(frozen=True, kw_only=True)
class Finished:
    """One result of this visit.

    number      1 is the first · size_bytes  of the video file · choice  what was asked for
    annotated   the video with drawings · landmarks  the body points, `.npz`
    video       kept where stickers may have to be tapped in it, else None
    """

    number: int
    name: str
    size_bytes: int
    choice: Choice
    analysis: ExerciseAnalysis
    annotated: Path
    landmarks: Path
    video: Path | None = None

    @property
    def title(self) -> str:
        """How a list of results calls it."""
        session = self.analysis.session
        exercise = find_exercise(session.exercise_key).name
        noun = "repetition" if session.rep_count == 1 else "repetitions"
        return f"{exercise} · {session.rep_count} {noun} · {self.name}"

    @property
    def file_stem(self) -> str:
        """What names of downloaded files begin with."""
        plain = re.sub(r"[^\w-]+", "-", Path(self.name).stem).strip("-")[:60]
        return f"{self.analysis.session.exercise_key}-{plain or 'video'}"


@dataclass(frozen=True, kw_only=True)
class Unnamed:
    """A video whose exercise a person has to confirm or to name, before it is analysed."""

    video: Path
    upload: Path | None
    name: str
    choice: Choice
    landmarks: Path
    recognition: Recognition


@dataclass(frozen=True, kw_only=True)
class _Running:
    job: Job
    number: int
    video: Path
    name: str
    choice: Choice
    upload: Path | None
    annotated: Path
    landmarks: Path


class Workbench:
    """One analysis at a time, any number of results. Lives in the session of one visitor.

    The folder is readable by this user only and is removed with the object, or by `close_left` when
    the visitor with this `session_id` has gone, or by `close_all`.
    """

    def __init__(self, session_id: str = "") -> None:
        self.session_id = session_id
        self.seen_s = time.monotonic()
        self._folder = tempfile.TemporaryDirectory(
            prefix="glute-coach-", ignore_cleanup_errors=True
        )
        self._jobs: list[Job] = []
        self._running: _Running | None = None
        self._started = 0
        self.finished: list[Finished] = []
        self.shown: int | None = None
        self.unnamed: Unnamed | None = None
        self.message = ""
        self._end_jobs = weakref.finalize(self, _end_jobs, self._jobs)
        _open.add(self)

    def close(self) -> None:
        """End what is under way and remove the folder."""
        _open.discard(self)
        self._end_jobs()
        self._folder.cleanup()

    @property
    def folder(self) -> Path:
        """The private folder."""
        return Path(self._folder.name)

    @property
    def progress(self) -> Progress | None:
        """How far the analysis is; None when none is under way."""
        return self._running.job.progress if self._running else None

    @property
    def running_title(self) -> str:
        """What is being analysed, in words."""
        if self._running is None:
            return ""
        key = self._running.choice.exercise_key
        what = find_exercise(key).name if key else "Which exercise is it?"
        return f"{what} · {self._running.name}"

    @property
    def result(self) -> Finished | None:
        """The result that is shown, if any."""
        return next((one for one in self.finished if one.number == self.shown), None)

    def start_upload(self, stream: IO[bytes], name: str, choice: Choice) -> None:
        """Copy an uploaded file into the private folder and analyse it."""
        self._started += 1
        upload = self.folder / f"upload-{self._started}{Path(name).suffix[:8]}"
        stream.seek(0)
        with upload.open("wb") as copy:
            shutil.copyfileobj(stream, copy)
        self._start(upload, upload, name, choice)

    def start_file(self, video: Path, name: str, choice: Choice) -> None:
        """Analyse a file that stays where it is."""
        self._started += 1
        self._start(video, None, name, choice)

    def answer(self, exercise_key: str, side: Side | None) -> None:
        """A person says which exercise the unnamed video shows: analyse it."""
        unnamed = self.unnamed
        if unnamed is None:
            return
        best = unnamed.recognition.sure
        agreed = best is not None and best.exercise.key == exercise_key
        proposal = Proposal(confidence=best.confidence, confirmed=True) if best and agreed else None
        choice = replace(
            unnamed.choice,
            exercise_key=exercise_key,
            side=side,
            poses=unnamed.landmarks,
            proposal=proposal,
        )
        self.unnamed = None
        self._started += 1
        self._start(unnamed.video, unnamed.upload, unnamed.name, choice)

    def measure_tapped(self, result: Finished, worn: StickersWorn) -> None:
        """Analyse a result's video again with its stickers tapped; without the pose model."""
        if result.video is None:
            return
        self._started += 1
        choice = replace(result.choice, poses=result.landmarks, stickers=worn)
        self._start(result.video, None, result.name, choice)

    def forget_unnamed(self) -> None:
        """Do not analyse the unnamed video."""
        if self.unnamed is not None and self.unnamed.upload is not None:
            self.unnamed.upload.unlink(missing_ok=True)
        self.unnamed = None

    def cancel(self) -> None:
        """Stop the analysis under way."""
        if self._running is not None:
            self._running.job.cancel()
            self.collect()
            self.message = ""

    def collect(self) -> bool:
        """Take over an analysis that has ended; False while one is under way."""
        running = self._running
        if running is None:
            return True
        if running.job.state is JobState.RUNNING:
            return False
        running.job.wait(ENDING_S)
        self._running = None
        self._jobs.remove(running.job)
        self._keep(running)
        kept = running.choice.stickers.worn or self.unnamed is not None
        if running.upload is not None and not kept:
            running.upload.unlink(missing_ok=True)
        return True

    def _start(self, video: Path, upload: Path | None, name: str, choice: Choice) -> None:
        if self._running is not None:
            raise ValueError("one analysis at a time: the last one has not ended")
        annotated = self.folder / f"annotated-{self._started}.mp4"
        landmarks = self.folder / f"landmarks-{self._started}.npz"
        self.message = ""
        job = start_job(
            choice.recognition(video, name, landmarks)
            if choice.exercise_key is None
            else choice.request(video, name, annotated, landmarks)
        )
        self._jobs.append(job)
        self._running = _Running(
            job=job,
            number=self._started,
            video=video,
            name=name,
            choice=choice,
            upload=upload,
            annotated=annotated,
            landmarks=landmarks,
        )

    def _keep(self, running: _Running) -> None:
        job = running.job
        if isinstance(job.result, RecognisedVideo):
            self.unnamed = Unnamed(
                video=running.video,
                upload=running.upload,
                name=running.name,
                choice=running.choice,
                landmarks=running.landmarks,
                recognition=job.result.recognition,
            )
        elif isinstance(job.result, ExerciseAnalysis):
            self.finished.append(
                Finished(
                    number=running.number,
                    name=running.name,
                    size_bytes=running.video.stat().st_size,
                    choice=running.choice,
                    analysis=job.result,
                    annotated=running.annotated,
                    landmarks=running.landmarks,
                    video=running.video if running.choice.stickers.worn else None,
                )
            )
            self.shown = running.number
        elif job.state is JobState.REFUSED:
            self.message = job.message
        elif job.state is JobState.FAILED:
            self.message = OUR_FAULT


_open: weakref.WeakSet[Workbench] = weakref.WeakSet()


def close_left(is_connected: Callable[[str], bool], now_s: float) -> None:
    """Close what visitors have open who have been gone for `GONE_S`; `now_s` is monotonic time."""
    for workbench in list(_open):
        if is_connected(workbench.session_id):
            workbench.seen_s = now_s
        elif now_s - workbench.seen_s > GONE_S:
            workbench.close()


def close_all() -> None:
    """Close what every visitor has open, since a server that is told to stop skips `atexit`."""
    for workbench in list(_open):
        workbench.close()


def _end_jobs(jobs: list[Job]) -> None:
    for job in jobs:
        job.cancel()
    for job in jobs:
        job.wait(ENDING_S)
