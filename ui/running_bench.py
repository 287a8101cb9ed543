"""The running analyses of one visitor: under way, finished, edited; files in a private folder."""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import IO, Any

from streamlit.runtime.uploaded_file_manager import UploadedFile

from analysis.errors import RequestRefused
from analysis.jobs import Job, JobState, Progress, start_job
from analysis.running_pictures import renewed
from analysis.running_request import RunningClip, RunningRequest
from analysis.running_result import AnalysedClip, RunningResult
from analysis.sticker_choice import Stickers
from running.recording import RunView
from ui.settings import load_settings
from ui.workbench import ENDING_S, OUR_FAULT, Workbench
from vision.models import ModelName
from vision.pelvis_track import Taps


@dataclass(frozen=True, kw_only=True)
class LabVideo:
    """One video as chosen on the page; `stream` of an upload, or `path` of a file that stays.

    standing  a video of quiet standing by the same camera, an upload too
    """

    name: str
    stream: IO[bytes] | None = None
    path: Path | None = None
    view: RunView | None = None
    playback_factor: float | None = None
    standing_s: tuple[float, float] | None = None
    standing: IO[bytes] | None = None
    standing_name: str = ""


@dataclass(frozen=True, kw_only=True)
class LabChoice:
    """Everything chosen on the page."""

    videos: tuple[LabVideo, ...]
    speed_kmh: float | None = None
    height_cm: float | None = None
    incline_percent: float | None = None
    shoes: str | None = None
    stickers: Stickers = Stickers.NONE
    lens_at_hip: bool = False
    model: ModelName = "heavy"


@dataclass(frozen=True, kw_only=True)
class LabRun:
    """One finished analysis: as it came, and as it is now after edits."""

    number: int
    original: RunningResult
    result: RunningResult

    @property
    def title(self) -> str:
        """How a list of results calls it."""
        return f"Run {self.number} · {', '.join(clip.name for clip in self.result.clips)}"

    @property
    def file_stem(self) -> str:
        """What names of downloaded files begin with."""
        plain = re.sub(r"[^\w-]+", "-", Path(self.result.clips[0].name).stem).strip("-")[:60]
        return f"running-{plain or 'video'}"

    def pictured(self, *keys: str) -> RunningResult:
        """The result with pictures of these measures or events as they are now, taken once."""
        if keys not in self._pictured:
            self._pictured[keys] = renewed(self.result, *keys)
        return self._pictured[keys]

    @cached_property
    def _pictured(self) -> dict[tuple[str, ...], RunningResult]:
        """What `pictured` gave; an edit makes a new `LabRun`, so this is never out of date."""
        return {}

    def annotated(self, number: int) -> Path:
        """The drawn video of one of the clips."""
        path = self.result.request.clips[number].annotated
        assert path is not None, "the bench asks for drawn videos"
        return path


class RunningBench(Workbench):
    """A `Workbench` for runs: one analysis at a time, results that can be edited.

    taken_up  numbers of the runs that have had, once, what was set by hand on an earlier day
    """

    def __init__(self, session_id: str = "") -> None:
        super().__init__(session_id)
        self.runs: list[LabRun] = []
        self.taken_up: set[int] = set()
        self._job: Job | None = None
        self._request: RunningRequest | None = None

    @property
    def progress(self) -> Progress | None:
        """How far the analysis is; None when none is under way."""
        return self._job.progress if self._job else None

    @property
    def running_title(self) -> str:
        """What is being analysed, in words."""
        return ", ".join(clip.name for clip in self._request.clips) if self._request else ""

    @property
    def run(self) -> LabRun | None:
        """The run that is shown, if any."""
        return next((one for one in self.runs if one.number == self.shown), None)

    def start_run(self, choice: LabChoice) -> None:
        """Copy uploads into the private folder and analyse; `message` says what is refused."""
        self._started += 1
        self.message = ""
        try:
            clips = tuple(self._clip(video, n) for n, video in enumerate(choice.videos))
            request = RunningRequest(
                clips=clips,
                speed_kmh=choice.speed_kmh,
                height_cm=choice.height_cm,
                incline_percent=choice.incline_percent,
                shoes=choice.shoes,
                stickers=choice.stickers,
                lens_at_hip=choice.lens_at_hip,
                model=choice.model,
                limits=load_settings().video,
            )
        except RequestRefused as error:
            self.message = str(error)
            return
        self._begin(request)

    def start_with_taps(
        self, run: LabRun, number: int, taps: Taps, on: Stickers, *, lens_at_hip: bool
    ) -> None:
        """Analyse a run again with the stickers tapped; the pose model is not run again."""
        facts = {"stickers": on, "lens_at_hip": lens_at_hip}
        self._start_again(run, number, facts=facts, taps=taps)

    def start_with_speed(self, run: LabRun, number: int, factor: float) -> None:
        """Analyse a run again with one video played at `factor` of real speed."""
        clip = run.result.clips[number]
        stretch = factor / (clip.info.time_scale or 1.0)
        landmarks = replace(clip.landmarks, time_s=clip.landmarks.time_s * stretch)
        self._start_again(run, number, playback_factor=factor, landmarks=landmarks, events=None)

    def draw_again(self, run: LabRun) -> None:
        """Draw videos and pictures again, with the gait events as they are now."""
        self._start_again(run, 0)

    def _start_again(
        self, run: LabRun, number: int, *, facts: dict[str, Any] | None = None, **wish: Any
    ) -> None:
        """Analyse the landmarks again, as it is now but for `facts` and one video's `wish`."""
        self._started += 1
        request = run.result.request
        clips = [
            self._as_now(one, clip, n)
            for n, (one, clip) in enumerate(zip(request.clips, run.result.clips, strict=True))
        ]
        clips[number] = replace(clips[number], **wish)
        self._begin(replace(request, clips=tuple(clips), **(facts or {})))

    def _as_now(self, wish: RunningClip, clip: AnalysedClip, number: int) -> RunningClip:
        """What was wished for a video, with what was corrected since."""
        return replace(
            wish,
            view=clip.analysis.run.setup.view,
            activity=clip.analysis.run.setup.activity,
            landmarks=clip.landmarks,
            annotated=self._annotated(number),
            events=clip.analysis.events if clip.edits else None,
        )

    def edit(self, change: Callable[[RunningResult], RunningResult]) -> None:
        """Replace the result that is shown by a changed one."""
        self.runs = [
            replace(one, result=change(one.result)) if one.number == self.shown else one
            for one in self.runs
        ]

    def edit_clip(self, number: int, change: Callable[[AnalysedClip], AnalysedClip]) -> None:
        """Replace one video's analysis by a changed one."""
        self.edit(lambda result: result.with_clip(number, change(result.clips[number])))

    def undo_edits(self) -> None:
        """Back to the result as it came, with the events as they were found."""
        if self.run is not None:
            as_it_came = self.run.original
            self.edit(lambda _: as_it_came.without_edits)

    def cancel(self) -> None:
        """Stop the analysis under way."""
        if self._job is not None:
            self._job.cancel()
            self.collect()
            self.message = ""

    def collect(self) -> bool:
        """Take over an analysis that has ended; False while one is under way."""
        job = self._job
        if job is None:
            return True
        if job.state is JobState.RUNNING:
            return False
        job.wait(ENDING_S)
        self._jobs.remove(job)
        self._job = self._request = None
        if isinstance(job.result, RunningResult):
            number, result = self._started, job.result
            self.runs.append(LabRun(number=number, original=result, result=result))
            self.shown = self._started
        elif job.state is JobState.REFUSED:
            self.message = job.message
        elif job.state is JobState.FAILED:
            self.message = OUR_FAULT
        return True

    def _begin(self, request: RunningRequest) -> None:
        if self._job is not None:
            raise ValueError("one analysis at a time: the last one has not ended")
        self._request = request
        self._job = start_job(request)
        self._jobs.append(self._job)

    def _clip(self, video: LabVideo, number: int) -> RunningClip:
        return RunningClip(
            video=self._file(video, number),
            name=video.name,
            view=video.view,
            playback_factor=video.playback_factor,
            standing_s=video.standing_s,
            standing=self._standing(video, number),
            standing_name=video.standing_name,
            annotated=self._annotated(number),
        )

    def _annotated(self, number: int) -> Path:
        return self.folder / f"annotated-{self._started}-{number}.mp4"

    def _file(self, video: LabVideo, number: int) -> Path:
        """A file that stays, or the upload copied into the private folder."""
        if video.path is not None:
            return video.path
        assert video.stream is not None, "a video has a path or a stream"
        return self._copied(video.stream, video.name, f"upload-{self._started}-{number}")

    def _standing(self, video: LabVideo, number: int) -> Path | None:
        if video.standing is None:
            return None
        name = f"standing-{self._started}-{number}"
        return self._copied(video.standing, video.standing_name, name)

    def copied(self, upload: UploadedFile) -> Path:
        """The path of an upload, in the private folder; copied once."""
        path = self.folder / f"given-{upload.file_id}{Path(upload.name).suffix[:8]}"
        return path if path.exists() else self._copied(upload, upload.name, path.stem)

    def _copied(self, stream: IO[bytes], name: str, stem: str) -> Path:
        """An upload copied into the private folder."""
        target = self.folder / f"{stem}{Path(name).suffix[:8]}"
        stream.seek(0)
        with target.open("wb") as copy:
            shutil.copyfileobj(stream, copy)
        return target
