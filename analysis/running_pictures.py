"""Pictures of a run: the frames that show the measures and the gait events, the drawn video."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from analysis.running_crop import runner_crop
from analysis.running_request import RunningClip
from analysis.running_result import AnalysedClip, Moment, RunningResult
from kinematics.landmarks import Landmark, Side, landmark_of
from kinematics.pose import PoseFrame
from kinematics.quality import Grade
from running.events import EventKind
from vision.annotators import annotate, key_frame_jpeg
from vision.draw_body import draw_angle, draw_skeleton
from vision.lettering import Picture
from vision.overlay import LandmarkTriple, Overlay
from vision.still import still
from vision.video import Frame, VideoFile, VideoLimits, VideoWriter

ANNOTATED_FPS = (1.0, 1000.0)
MIDSTANCE_SHOWN_S = 0.04
LINE_PX, ANGLE_PX = 600, 400  # shorter side of a picture on which lines, and angles, have size 1
SAME_S = 0.002
PLAIN = "plain"
KINDS = tuple(kind.value for kind in EventKind)
BENDS = (
    "knee_flexion_contact_deg",
    "knee_flexion_stance_peak_deg",
    "knee_flexion_swing_peak_deg",
)


@dataclass(frozen=True, kw_only=True)
class _Wish:
    """A picture to take: the first frame at or after `time_s`."""

    time_s: float
    key: str
    side: str
    value: float = float("nan")


class PictureMaker:
    """Draws one analysed video; `make` reads it once."""

    def __init__(self, clip: AnalysedClip) -> None:
        self._clip, self._track = clip, clip.track
        run = clip.analysis.run
        self._near = run.recording.near
        steps = run.columns
        self._stances = [
            (Side(side), float(start), float(middle), float(end))
            for side, start, middle, end in zip(
                steps["side"], steps["ic_s"], steps["ms_s"], steps["to_s"], strict=True
            )
        ]
        running = clip.landmarks.time_s >= clip.start_s
        self._crop = runner_crop(clip.landmarks.xy_px[running], clip.landmarks.image_size_wh)
        quality = clip.analysis.quality
        self._issue = quality.reasons[0] if quality.grade is Grade.REJECT else None

    def make(
        self, wish: RunningClip, video: VideoFile, report: Callable[[], None]
    ) -> tuple[tuple[Moment, ...], Moment | None]:
        """The pictures and an undrawn one; writes the drawn video where it was asked for."""
        wanted = self.wanted()
        found: list[Moment] = []
        writer = _writer(wish, video)
        try:
            for frame in video:
                while wanted and wanted[0].time_s <= frame.time_s + 1e-6:
                    found.append(self.picture(frame, wanted.pop(0)))
                if writer is not None:
                    drawn = annotate(frame.image_rgb, self._pose(frame), self._overlay(frame))
                    writer.write(drawn, frame.time_s)
                elif not wanted:
                    break
                report()
            if writer is not None:
                writer.close()
        except BaseException:
            if writer is not None:
                writer.abandon()
            raise
        plain = next((m for m in found if m.key == PLAIN), None)
        return tuple(m for m in found if m.key != PLAIN), plain

    def wanted(self) -> list[_Wish]:
        """The best picture of each measure, of each kind of event, and a plain one; by time."""
        wishes = [
            _Wish(time_s=m.evidence_s[0], key=m.key, side=m.side, value=m.value)
            for m in self._clip.measures
            if m.known and m.evidence_s
        ]
        times = self._clip.analysis.run.signals.time_s
        wishes += self._event_wishes()
        wishes.append(_Wish(time_s=float(times[len(times) // 2]), key=PLAIN, side="both"))
        return sorted(wishes, key=lambda wish: wish.time_s)

    def _event_wishes(self) -> list[_Wish]:
        """Contact, midstance and toe-off of each foot's most usual step."""
        run, found = self._clip.analysis.run, []
        for side in (self._near,) if self._near else tuple(Side):
            steps = run.used(side)
            if not len(steps["stride_time_s"]):
                continue
            off = np.abs(steps["stride_time_s"] - np.median(steps["stride_time_s"]))
            usual = int(off.argmin())
            for kind, column in (
                (EventKind.IC, "ic_s"),
                (EventKind.MS, "ms_s"),
                (EventKind.TO, "to_s"),
            ):
                time_s = float(steps[column][usual])
                if np.isfinite(time_s) and (self._near or kind is EventKind.MS):
                    found.append(_Wish(time_s=time_s, key=kind.value, side=side.value))
        return found

    def picture(self, frame: Frame, wish: _Wish) -> Moment:
        """The runner in a frame, with what the wish is about drawn; a plain one is whole."""
        if wish.key == PLAIN:
            jpeg = key_frame_jpeg(frame.image_rgb, None, Overlay(), "")
            return _moment(wish, frame.time_s, jpeg, frame.image_rgb)
        picture, pose = self._crop.picture(frame.image_rgb), self._crop.pose(self._pose(frame))
        bend_deg = self._knee_flexion(wish)
        overlay = Overlay(
            near_side=self._near,
            angle_deg=bend_deg,
            angle_at=_knee(wish.side) if np.isfinite(bend_deg) else None,
            flexion=True,
        )
        shorter = min(picture.shape[:2])
        draw_skeleton(picture, pose, overlay, shorter / LINE_PX)
        draw_angle(picture, pose, overlay, shorter / ANGLE_PX)
        marks = self._crop.places(np.reshape(self._marks(frame), (-1, 2)))
        marked = Overlay(marks_px=tuple((x, y) for x, y in marks.tolist()))
        jpeg = key_frame_jpeg(picture, None, marked, "")
        return _moment(wish, frame.time_s, jpeg, picture, bend_deg)

    def _knee_flexion(self, wish: _Wish) -> float:
        """The angle to draw: of a measure of the knee, or at a gait event from the side; or NaN."""
        if wish.key in BENDS:
            return wish.value
        run = self._clip.analysis.run
        if run.sagittal is None or wish.key not in KINDS:
            return float("nan")
        flexion = run.sagittal.knee_flexion[Side(wish.side)]
        return float(np.interp(wish.time_s, run.signals.time_s, flexion))

    def _overlay(self, frame: Frame) -> Overlay:
        return Overlay(
            near_side=self._near,
            marks_px=self._marks(frame),
            phase=self._phase(frame.time_s),
            issue=self._issue,
        )

    def _phase(self, time_s: float) -> str:
        """Which foot is on the ground, where the view tells; else midstance."""
        for side, start, middle, end in self._stances:
            if start <= time_s <= end:
                return f"{side.value.capitalize()} foot on the ground"
            if abs(time_s - middle) <= MIDSTANCE_SHOWN_S and not np.isfinite(end):
                return f"{side.value.capitalize()} midstance"
        return ""

    def _pose(self, frame: Frame) -> PoseFrame:
        poses = self._clip.landmarks
        return poses.frame(min(frame.index, len(poses) - 1))

    def _marks(self, frame: Frame) -> tuple[tuple[float, float], ...]:
        return self._track.places_at(frame.time_s) if self._track else ()


def renewed(result: RunningResult, *keys: str) -> RunningResult:
    """The result with the pictures of these measures or gait events as its events are now.

    Pictures that still show the right moment are kept; the others are taken from the videos again.
    Where a video is gone or cannot be entered, the old picture of another moment is left out.
    """
    for number, wish in enumerate(result.request.clips):
        clip = result.clips[number]
        if clip.moments:
            moments = taken_anew(clip, wish, keys)
            result = result.with_clip(number, replace(clip, moments=moments))
    return result


def taken_anew(
    clip: AnalysedClip, source: RunningClip, keys: tuple[str, ...]
) -> tuple[Moment, ...]:
    """The pictures of one video as in `renewed`; `source` says where its file is."""
    maker = PictureMaker(clip)
    moments = [moment for moment in clip.moments if moment.key not in keys]
    for wish in maker.wanted():
        if wish.key not in keys:
            continue
        index = _index_at(clip, wish.time_s)
        shown_s = float(clip.landmarks.time_s[index])
        kept = next((m for m in clip.moments if _shows(m, wish, shown_s)), None)
        found = kept or _taken(clip, source, maker, wish, index)
        if found is not None:
            moments.append(found)
    return tuple(moments)


def _index_at(clip: AnalysedClip, time_s: float) -> int:
    """The frame that shows a moment: the first one at or after it."""
    times = clip.landmarks.time_s
    return min(int(np.searchsorted(times, time_s - 1e-6)), len(times) - 1)


def _shows(moment: Moment, wish: _Wish, time_s: float) -> bool:
    same = (moment.key, moment.side) == (wish.key, wish.side)
    return same and abs(moment.time_s - time_s) < SAME_S


def _taken(
    clip: AnalysedClip, source: RunningClip, maker: PictureMaker, wish: _Wish, index: int
) -> Moment | None:
    """One picture from the video, or None when it cannot be had."""
    time_s = float(clip.landmarks.time_s[index])
    scale = clip.info.time_scale or 1.0
    image_rgb = still(source.video, time_s / scale, limits=VideoLimits())
    if image_rgb is None or image_rgb.shape[1::-1] != clip.landmarks.image_size_wh:
        return None
    return maker.picture(Frame(index=index, time_s=time_s, image_rgb=image_rgb), wish)


def _moment(
    wish: _Wish, time_s: float, jpeg: bytes, picture: Picture, bend_deg: float = float("nan")
) -> Moment:
    height, width = picture.shape[:2]
    return Moment(
        key=wish.key,
        side=wish.side,
        time_s=time_s,
        jpeg=jpeg,
        aspect=width / height,
        bend_deg=bend_deg if np.isfinite(bend_deg) else None,
    )


def _knee(side: str) -> LandmarkTriple:
    marks: list[Landmark] = [landmark_of(part, Side(side)) for part in ("hip", "knee", "ankle")]
    return marks[0], marks[1], marks[2]


def _writer(wish: RunningClip, video: VideoFile) -> VideoWriter | None:
    if wish.annotated is None:
        return None
    fps = min(max(video.info.fps, ANNOTATED_FPS[0]), ANNOTATED_FPS[1])
    return VideoWriter(wish.annotated, size_wh=video.info.frame_size_wh, fps=fps)
