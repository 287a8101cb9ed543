"""Landmark recordings of a run, analysed: as from the videos, less what only pictures show."""

from analysis.errors import RequestRefused
from analysis.landmark_file import load_recording
from analysis.running_request import RunningClip, RunningRequest
from analysis.running_result import AnalysedClip, PelvisFinding, RunningResult
from analysis.standing import camera_roll_deg, standing_part
from kinematics.pose import PoseSequence
from running.activity import Activity
from running.analysis import analyse

NO_PIXELS = "a landmark file has no pictures, and stickers are found in pictures only."
NO_PICTURES = "A landmark file has no pictures: none are shown, and stickers cannot be found."
ONLY_FOR_VIDEO = "A drawn video, a box around the runner and taps on stickers need a video."


def analyse_recorded_running(request: RunningRequest) -> RunningResult:
    """The run in landmark files: each clip's `video` and `standing` is a .npz (docs/formats.md).

    Landmarks written by the analysis of a video give its measures again. `RequestRefused` for a bad
    file and for what needs pictures.
    """
    clips = tuple(_analysed(request, wish) for wish in request.clips)
    return RunningResult(request=request, clips=clips, model=None)


def _analysed(request: RunningRequest, wish: RunningClip) -> AnalysedClip:
    if wish.annotated is not None or wish.box is not None or wish.taps is not None:
        raise RequestRefused(ONLY_FOR_VIDEO)
    poses, info = load_recording(wish.video, time_scale=wish.playback_factor)
    standing = _standing(wish, poses)
    start_s = wish.standing_s[1] if wish.standing_s else 0.0
    running = poses[int((poses.time_s < start_s).sum()) :]
    analysis = analyse(running, setup=request.setup(wish))
    if analysis.view.is_frontal and analysis.activity is Activity.RUNNING:
        setup = request.setup(wish, roll_deg=camera_roll_deg(standing))
        analysis = analyse(running, setup=setup)
    return AnalysedClip(
        info=info,
        analysis=analysis,
        landmarks=poses,
        start_s=start_s,
        pelvis=PelvisFinding(grade=None, reasons=(NO_PIXELS,)),
        warnings=(NO_PICTURES,),
    )


def _standing(wish: RunningClip, poses: PoseSequence) -> PoseSequence | None:
    if wish.standing is not None:
        return load_recording(wish.standing)[0]
    return standing_part(poses, wish.standing_s) if wish.standing_s else None
