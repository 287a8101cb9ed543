"""From what a person chose on the page to a request for an analysis."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from analysis.exercise_video import ExerciseRequest
from analysis.recognition import Proposal, RecognitionRequest
from analysis.stickers import StickersWorn
from exercises.spec import CameraSetup, Exercise, Sides
from kinematics.landmarks import Side
from ui.settings import load_settings
from vision.models import ModelName

DEMO_FOLDER = Path(__file__).resolve().parents[1] / "assets" / "demo"
VIDEO_TYPES = ("mp4", "mov", "m4v", "webm", "mkv", "avi", "3gp", "mts", "mpg", "mpeg", "wmv")

MODEL_WORDS: dict[ModelName, str] = {
    "heavy": "Most exact (slower)",
    "full": "Balanced",
    "lite": "Fastest (less exact)",
}
SPEED_WORDS: dict[float | None, str] = {
    None: "As the file says",
    1.0: "Real speed",
    0.5: "Half speed",
    0.25: "A quarter of real speed",
    0.125: "An eighth of real speed",
}
SIDE_WORDS: dict[str, Side | None] = {"Find out": None, "Left": Side.LEFT, "Right": Side.RIGHT}


@dataclass(frozen=True, kw_only=True)
class Demo:
    """A clip that comes with the app: its file, picture, title and exercise."""

    stem: str
    title: str
    exercise_key: str

    @property
    def video(self) -> Path:
        """The clip."""
        return DEMO_FOLDER / f"{self.stem}.mp4"

    @property
    def picture(self) -> Path:
        """One picture of it."""
        return DEMO_FOLDER / f"{self.stem}.jpg"


DEMOS = (
    Demo(stem="bridge_side_m2", title="Glute bridge", exercise_key="glute_bridge"),
    Demo(stem="clamshell_front_f3", title="Clamshell", exercise_key="clamshell"),
    Demo(stem="squat_side_m1", title="Squat", exercise_key="squat"),
)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a person chose; fields as in `ExerciseRequest`. Without an exercise it is found out."""

    exercise_key: str | None
    side: Side | None = None
    model: ModelName = "heavy"
    playback_factor: float | None = None
    box: tuple[int, int, int, int] | None = None
    poses: Path | None = None
    proposal: Proposal | None = None
    stickers: StickersWorn = field(default_factory=StickersWorn)

    def request(
        self, video: Path, name: str, annotated: Path, landmarks: Path | None = None
    ) -> ExerciseRequest:
        """The request for one video, with the files to write; ValueError without an exercise."""
        if self.exercise_key is None:
            raise ValueError("exercise_key: expected a key, got None")
        return ExerciseRequest(
            video=video,
            name=name,
            exercise_key=self.exercise_key,
            side=self.side,
            model=self.model,
            playback_factor=self.playback_factor,
            box=self.box,
            annotated=annotated,
            landmarks=landmarks,
            key_frames=True,
            poses=self.poses,
            proposal=self.proposal,
            stickers=self.stickers,
            limits=load_settings().video,
        )

    def recognition(self, video: Path, name: str, landmarks: Path) -> RecognitionRequest:
        """The request to find out which exercise it is, with the file to write."""
        return RecognitionRequest(
            video=video,
            name=name,
            output=landmarks,
            model=self.model,
            playback_factor=self.playback_factor,
            box=self.box,
        )


def asks_side(exercise: Exercise) -> bool:
    """True when one leg works, so that the side matters."""
    return exercise.sides is not Sides.BOTH


def first_preset(setup: CameraSetup) -> str:
    """The camera preset of a set-up, the first where there is a choice."""
    return setup.preset.split(" or ")[0]


def model_named(name: str | None) -> ModelName:
    """The model of that name, the most exact one for any other name."""
    names: tuple[ModelName, ...] = get_args(ModelName)
    return next((known for known in names if known == name), "heavy")


def parse_box(text: str) -> tuple[int, int, int, int] | None:
    """Four whole numbers: left, top, width, height; None for nothing; ValueError in plain words."""
    if not text.strip():
        return None
    try:
        left, top, width, height = (int(part) for part in text.replace(",", " ").split())
    except ValueError:
        raise ValueError(
            "The box needs four whole numbers: left, top, width, height, such as 120, 40, 300, 420."
        ) from None
    if left < 0 or top < 0 or width <= 0 or height <= 0:
        raise ValueError("The box must lie inside the picture and have a width and a height.")
    return left, top, width, height
