"""What is said of a recording, by its grade (measurement specification D.7.7)."""

import math

from analysis.exercise_session import ExerciseSession
from kinematics.quality import Grade

MARGIN_DEG = 7.0
"""Mean error of knee angles by the same model against marks by hand: 7.1 degrees (JMIR preprint
102399, 2026, not reviewed; measurement specification D.8)."""

GRADE_WORDS: dict[Grade, tuple[str, str]] = {
    Grade.A: ("Clear recording", "Every check was passed, so angles are told in degrees."),
    Grade.B: (
        "Good recording with one limit",
        f"Angles are told with a margin of ±{MARGIN_DEG:.0f}°.",
    ),
    Grade.C: (
        "Usable with care",
        "The camera did not see enough for degrees, so angles are told in words. "
        "Degrees drawn into the pictures are rough.",
    ),
    Grade.REJECT: (
        "Cannot tell from this recording",
        "Better no answer than a wrong one. This is what got in the way:",
    ),
}
"""A headline and a sentence for each grade."""

MARGIN_SOURCE = (
    f"Where ±{MARGIN_DEG:.0f}° comes from: in one study, not yet reviewed by other researchers, "
    "knee angles from the same kind of pose model differed by that much on average from angles "
    "marked by hand. For other joints and for lying down no such study is known here, so take it "
    "as a rough guide."
)


def grade_text(session: ExerciseSession) -> tuple[str, str]:
    """The headline and the sentence for a session's grade; no word of angles without any."""
    title, meaning = GRADE_WORDS[session.quality.grade]
    if session.reps or session.quality.grade is Grade.REJECT:
        return title, meaning
    return title, "No repetition was found, so there is nothing to measure."


def top_text(peak_deg: float, session: ExerciseSession, *, complete: bool = True) -> str:
    """The top of a repetition, told as the grade allows."""
    grade = session.quality.grade
    if math.isnan(peak_deg) or grade is Grade.REJECT:
        return "cannot tell"
    if grade is Grade.C:
        if not complete:
            return "short of the target"
        beyond = peak_deg > session.range_deg[1] + MARGIN_DEG
        return "beyond the target" if beyond else "reached the target"
    margin = f" (±{MARGIN_DEG:.0f}°)" if grade is Grade.B else ""
    return f"about {peak_deg:.0f}°{margin}"
