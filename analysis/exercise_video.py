"""A video of an exercise, analysed: decode, pose, coach, and the files the user asked for.

Runs in a worker process (`analysis.jobs` starts it): MediaPipe is only allowed there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from analysis.errors import RequestRefused
from analysis.exercise_pelvis import PELVIS_RULES, find_pelvis
from analysis.exercise_session import ExerciseSession, ExerciseSettings, SessionBuilder
from analysis.landmark_file import load_recording
from analysis.landmark_video import box_in_frames, opening_frames, save_landmarks
from analysis.overlays import OverlayMaker
from analysis.recognition import Proposal
from analysis.request_checks import asked_exercise, check_wishes
from analysis.stickers import StickersWorn
from kinematics.landmarks import Side
from kinematics.pose import PoseFrame, PoseSequence
from kinematics.pose_recorder import PoseRecorder
from kinematics.steadiness import uneven_pictures
from vision.annotators import annotate, key_frame_jpeg
from vision.estimator import PoseEstimator
from vision.models import ModelName, PoseModel, find_model
from vision.overlay import Overlay
from vision.pelvis_track import PelvisTrack
from vision.picture_quality import PictureTally
from vision.video import Frame, VideoFile, VideoInfo, VideoLimits, VideoWriter

# Usual frame rates the encoder is told; absurd files claim others. The frames keep their times.
ANNOTATED_FPS = (1.0, 1000.0)
PLAIN = "plain"

Report = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class ExerciseRequest:
    """What to analyse and what to write.

    video            the file · name  what the user calls it
    side             the working side, None = found out (both legs, or the upper leg)
    playback_factor  speed at which the video plays, 0.25 = a quarter of real speed; None = its tag
    box              the subject at the start: left, top, width, height in pixels of the video
    annotated, landmarks  files to write, or None
    key_frames       pictures of each repetition's top and of each fault
    poses            landmarks of this very video, made before with this model and box; None = make
    proposal         set when nobody named the exercise
    stickers         on the back of the pelvis, for the exercises of `PELVIS_RULES`

    `analysis.errors.RequestRefused` for what no video fits, such as an unknown exercise.
    """

    video: Path
    name: str
    exercise_key: str
    side: Side | None = None
    model: ModelName = "heavy"
    playback_factor: float | None = None
    box: tuple[int, int, int, int] | None = None
    annotated: Path | None = None
    landmarks: Path | None = None
    key_frames: bool = False
    poses: Path | None = None
    proposal: Proposal | None = None
    stickers: StickersWorn = field(default_factory=StickersWorn)
    limits: VideoLimits = field(default_factory=VideoLimits)

    def __post_init__(self) -> None:
        asked_exercise(self.exercise_key)
        if self.stickers.worn and self.exercise_key not in PELVIS_RULES:
            raise RequestRefused(f"Stickers are used in {' and '.join(PELVIS_RULES)} only.")
        check_wishes(model=self.model, playback_factor=self.playback_factor, box=self.box)


@dataclass(frozen=True, kw_only=True)
class KeyFrame:
    """A picture that shows a moment: which repetition, why, when.

    reason  "top", the key of a fault, or "plain": undrawn, to tap stickers in
    """

    rep_index: int
    reason: str
    time_s: float
    jpeg: bytes


@dataclass(frozen=True, kw_only=True)
class ExerciseAnalysis:
    """The session and where it comes from."""

    session: ExerciseSession
    clip: VideoInfo
    model: PoseModel
    warnings: tuple[str, ...]
    settings: ExerciseSettings
    key_frames: tuple[KeyFrame, ...] = ()
    proposal: Proposal | None = None

    @property
    def plain(self) -> KeyFrame | None:
        """The undrawn picture in which stickers can be tapped, if they were worn."""
        return next((one for one in self.key_frames if one.reason == PLAIN), None)


def analyse_exercise(request: ExerciseRequest, report: Report) -> ExerciseAnalysis:
    """Analyse one video; `report(done, total)` is called with each frame.

    Raises `vision.video.VideoError` for a bad file, `analysis.errors.RequestRefused` for a wish
    that the file does not fit, `vision.models.ModelMissing` when set-up has not been run. Writes
    nothing half: files appear when they are complete.
    """
    exercise, model = asked_exercise(request.exercise_key), find_model(request.model)
    with VideoFile(
        request.video, playback_factor=request.playback_factor, limits=request.limits
    ) as video:
        builder = SessionBuilder(
            exercise, image_size_wh=video.info.frame_size_wh, side=request.side
        )
        overlays = OverlayMaker(exercise, builder.coach)
        recorder = PoseRecorder()
        session = _run(request, builder, overlays, recorder, video, report)
        clip = replace(video.info, name=request.name)
        warnings = (*video.warnings, *uneven_pictures(session.curve.time_s))
        poses = recorder.sequence(image_size_wh=clip.frame_size_wh)
        count = len(session.curve.time_s)

        def alive() -> None:
            report(count, count)

        pelvis, track = find_pelvis(request.stickers, video, poses, session, alive)
        session = replace(session, pelvis=pelvis)
        key_frames: tuple[KeyFrame, ...] = ()
        if request.key_frames:
            key_frames = _key_frames(video, poses, session, overlays, track, alive)
    return ExerciseAnalysis(
        session=session,
        clip=clip,
        model=model,
        warnings=warnings,
        key_frames=key_frames,
        settings=ExerciseSettings(
            side=request.side,
            playback_factor=request.playback_factor,
            box=request.box,
            stickers=request.stickers,
        ),
        proposal=request.proposal,
    )


def _posed(request: ExerciseRequest, video: VideoFile) -> Iterator[tuple[Frame, PoseFrame]]:
    """Every picture with its pose, as recorded before or made now."""
    if request.poses is not None:
        poses, _ = load_recording(request.poses)
        for frame in video:
            if frame.index >= len(poses) or frame.time_s != poses.time_s[frame.index]:
                raise RequestRefused("The landmarks are not those of this video.")
            yield frame, poses.frame(frame.index)
        return
    box = box_in_frames(request.box, video.info)
    with PoseEstimator(find_model(request.model), box=box) as estimator:
        estimator.settle(opening_frames(video))
        yield from estimator.estimate_all(video)


def _run(
    request: ExerciseRequest,
    builder: SessionBuilder,
    overlays: OverlayMaker,
    recorder: PoseRecorder,
    video: VideoFile,
    report: Report,
) -> ExerciseSession:
    pictures, total = PictureTally(), video.info.frame_count or 0
    keep_poses = request.landmarks is not None or request.key_frames or request.stickers.worn
    writer = _writer(request.annotated, video.info)
    try:
        for frame, pose in _posed(request, video):
            feedback = builder.update(pose)
            pictures.add(frame.image_rgb, pose)
            if keep_poses:
                recorder.add(pose)
            if writer is not None:
                drawn = annotate(frame.image_rgb, pose, overlays.make(feedback))
                writer.write(drawn, frame.time_s)
            report(frame.index + 1, total)
        session = builder.finish(flaws=(*pictures.flaws, *video.warnings))
        if request.landmarks is not None:
            size = video.info.frame_size_wh
            save_landmarks(recorder, request.landmarks, size, request.name)
        if writer is not None:
            writer.close()
    except BaseException:
        if writer is not None:
            writer.abandon()
        raise
    return session


def _writer(path: Path | None, info: VideoInfo) -> VideoWriter | None:
    if path is None:
        return None
    fps = min(max(info.fps, ANNOTATED_FPS[0]), ANNOTATED_FPS[1])
    return VideoWriter(path, size_wh=info.frame_size_wh, fps=fps)


def _key_frames(
    video: VideoFile,
    poses: PoseSequence,
    session: ExerciseSession,
    overlays: OverlayMaker,
    track: PelvisTrack | None,
    alive: Callable[[], None],
) -> tuple[KeyFrame, ...]:
    """Pictures of each repetition's top and of each fault's worst moment, from a second reading."""
    moments = [
        (moment, rep.index, reason)
        for rep in session.reps
        for moment, reason in [(rep.peak_s, "top")] + [(f.worst_s, f.key) for f in rep.faults]
    ]
    if track is not None:
        moments.append((session.reps[0].start_s, session.reps[0].index, PLAIN))
    wanted = sorted(moments)
    degrees = session.quality.grade.tells_degrees
    found: list[KeyFrame] = []
    for frame in video if wanted else ():
        while wanted and wanted[0][0] <= frame.time_s + 1e-6:
            _, index, reason = wanted.pop(0)
            angle = session.curve.angle_at(frame.time_s) if degrees else float("nan")
            marks = track.places_at(frame.time_s) if track is not None else ()
            overlay = replace(overlays.make_still(reason, angle_deg=angle), marks_px=marks)
            pose = poses.frame(min(frame.index, len(poses) - 1))
            if reason == PLAIN:
                jpeg = key_frame_jpeg(frame.image_rgb, None, Overlay(), "")
            else:
                jpeg = key_frame_jpeg(frame.image_rgb, pose, overlay, "")
            found.append(KeyFrame(rep_index=index, reason=reason, time_s=frame.time_s, jpeg=jpeg))
        alive()
        if not wanted:
            break
    return tuple(found)
