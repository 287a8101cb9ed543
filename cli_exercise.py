"""A set of an exercise, told on the command line: a summary to read, or JSON."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.exercise_session import ExerciseSession
    from analysis.exercise_video import ExerciseAnalysis
    from analysis.recorded_exercise import RecordedAnalysis
    from exercises.results import Rep

STDOUT = Path("-")


def tell_analysis(analysis: "ExerciseAnalysis | RecordedAnalysis", json_out: Path | None) -> None:
    """Write the JSON where it was asked for; a readable summary unless that is where it goes."""
    from analysis.output_files import write_text
    from analysis.session_document import session_document

    text = json.dumps(session_document(analysis), ensure_ascii=False, indent=1, allow_nan=False)
    if json_out == STDOUT:
        sys.stdout.buffer.write(f"{text}\n".encode())
        return
    if json_out is not None:
        write_text(json_out, f"{text}\n")
    print(_heading(analysis))
    print_lines((*analysis.session.quality.reasons, *analysis.warnings))
    if analysis.session.reps:
        print(f"\n{_rep_table(analysis.session)}")
    _tell_pelvis(analysis.session)
    if analysis.session.faults:
        print("\nWhat was seen, and what helps:")
    for fault in analysis.session.faults:
        print(f"  {fault.reps} of {len(analysis.session.reps)}: {fault.meaning} {fault.cue}")


def _tell_pelvis(session: "ExerciseSession") -> None:
    """The pelvis from stickers, or why it cannot be told; nothing where it is not asked."""
    from analysis.pelvis_words import fault_lines, meaning_text, pelvis_rows, reason_lines

    pelvis = session.pelvis
    if pelvis is None:
        return
    grade = f", grade {pelvis.grade.value}" if pelvis.reps and pelvis.grade else ""
    print(f"\nPelvis{grade}")
    print_lines(tuple(reason_lines(pelvis)))
    rows = [(f"{r.number}", r.side, r.start, r.top, r.range) for r in pelvis_rows(pelvis)]
    if rows:
        print(meaning_text(session.exercise_key))
        print(table([("REP", "STANDING ON", "AT ITS START", "AT ITS TOP", "RANGE"), *rows]))
    for line in fault_lines(pelvis):
        print(f"  {line}")


def _heading(analysis: "ExerciseAnalysis | RecordedAnalysis") -> str:
    from analysis.exercise_words import grade_text
    from analysis.form_words import form_lines, unjudged_text
    from exercises.registry import find_exercise

    session, clip = analysis.session, analysis.clip
    exercise, grade = find_exercise(session.exercise_key), session.quality.grade
    side = "" if session.side == "both" else f", {session.side} leg"
    told = grade.tells_degrees and session.form_score == session.form_score
    score = f"{session.form_score:.0f} of 100" if told else "cannot be told"
    parts = [
        f"  {line.name}: {line.points}. {line.cost}".rstrip()
        for line in (form_lines(session, exercise) if told else ())
    ]
    facts = f"{clip.duration_s:.1f} s, {clip.fps:.0f} pictures a second"
    proposal = analysis.proposal
    found = [f"Proposed     confidence {proposal.confidence:.2f}"] if proposal else []
    return "\n".join(
        (
            f"{exercise.name}{side}: {clip.name}, {facts}",
            *found,
            f"Repetitions  {session.rep_count} full, {session.partial_count} partial",
            f"Form score   {score}",
            *parts,
            *([f"  {missing}"] if (missing := unjudged_text(session)) else []),
            f"Recording    {grade.value}: {'. '.join(grade_text(session))}",
        )
    )


def _rep_table(session: "ExerciseSession") -> str:
    head = ("REP", "START s", "TOP s", "END s", "PEAK °", "RANGE °", "HOLD s", "FORM FAULTS")
    return table([head, *(_rep_row(rep, session) for rep in session.reps)])


def _rep_row(rep: "Rep", session: "ExerciseSession") -> tuple[str, ...]:
    from analysis.exercise_words import top_text

    degrees = (f"{rep.peak_deg:.0f}", f"{rep.rom_deg:.0f}")
    if not session.quality.grade.tells_degrees:
        degrees = (top_text(rep.peak_deg, session, complete=rep.complete), "–")
    faults = ", ".join(dict.fromkeys(fault.key for fault in rep.faults))
    return (
        f"{rep.index}" if rep.complete else f"{rep.index} (partial)",
        *(f"{value:.2f}" for value in (rep.start_s, rep.peak_s, rep.end_s)),
        *degrees,
        f"{rep.hold_s:.1f}",
        faults or "none",
    )


def table(rows: list[tuple[str, ...]]) -> str:
    """Columns two spaces apart, aligned on the left."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def print_lines(sentences: tuple[str, ...]) -> None:
    """Each sentence once, as a list."""
    for sentence in dict.fromkeys(sentences):
        print(f"  - {sentence}")
