"""Accuracy of the running analysis against every truth at hand, as tables; and the refit.

``python -m benchmarks.running_accuracy [landmarks.npz cadence_spm ...]`` (pairs: recorded landmarks
of real clips with a counted cadence). Needs the development clips.
"""

import sys
import time
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from benchmarks import oblique_views, running_videos
from kinematics.geometry import Array, flexion_deg
from kinematics.landmarks import Side
from kinematics.pose import PoseSequence
from running.analysis import analyse
from running.events import EventKind, SideViewDetector, event_times, move_event
from running.recording import Setup
from running.signals import resample, stride_period
from tests.running_scores import (
    cadence_error,
    matched_errors,
    rear_angle_errors,
    rendered_analysis,
    side_angle_scores,
    side_event_scores,
)
from tests.running_truth import (
    Runner,
    bmc_runner,
    film,
    force_plate_runners,
    rbds_runner,
    rendered,
)

SIDE_CLIPS = ("run_side_m1", "run_side_f3_60")
REAR_CLIPS = ("run_rear_f3", "run_rear_f4_drop9", "run_rear_m0")


def table(title: str, head: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Print one table."""
    print(f"\n## {title}\n\n| " + " | ".join(head) + " |")
    print("|" + "---|" * len(list(head)))
    for row in rows:
        print(
            "| " + " | ".join(f"{v:+.1f}" if isinstance(v, float) else str(v) for v in row) + " |"
        )


def events_table() -> None:
    """Contact and toe-off against force plates, leg nearer the camera."""
    rows = []
    for runner in force_plate_runners():
        for side in runner.event_sides:
            for fps, noise_m, lost in (
                (30, 0.008, 0.0), (60, 0.0, 0.0), (60, 0.010, 0.0), (60, 0.005, 0.25),
                (120, 0.010, 0.0), (240, 0.0, 0.0),
            ):  # fmt: skip
                scores = side_event_scores(runner, side, fps=fps, noise_m=noise_m, dropped=lost)
                cells = [f"{s.bias:+.1f} ± {s.sd:.1f}" for s in scores.values()]
                found = f"{scores['ic'].true - scores['ic'].missed}/{scores['ic'].true}"
                rows.append(
                    (runner.name, side.value, fps, 1000 * noise_m, f"{lost:.0%}", *cells, found)
                )
    head = ("runner", "leg", "fps", "noise mm", "lost", "IC ms", "TO ms", "contact ms", "found")
    table("Events against force plates, ms, detector minus plate", head, rows)


def cadence_table(counted: list[tuple[str, float]]) -> None:
    """Cadence against force plates, rendered truth and counts by eye."""
    rows: list[tuple[object, ...]] = []
    for runner in force_plate_runners()[:2]:
        for view in ("right", "rear"):
            for fps, lost in ((30, 0.0), (30, 0.25), (120, 0.0)):
                sequence = film(runner, view=view, fps=fps, noise_m=0.005, dropped=lost)
                error = cadence_error(analyse(sequence), runner.cadence_spm)
                rows.append((f"{runner.name} {view} {fps} fps, {lost:.0%} lost", f"{error:+.2f}"))
    for stem in (*SIDE_CLIPS, *REAR_CLIPS):
        clip = rendered(stem)
        rows.append((stem, f"{cadence_error(rendered_analysis(clip), clip.cadence_spm):+.2f}"))
    for file, cadence in counted:
        error = cadence_error(analyse(PoseSequence.load_npz(file)), cadence)
        rows.append((file.rsplit("/", 1)[-1], f"{error:+.2f}"))
    table("Cadence, steps a minute, found minus true", ("recording", "error"), rows)


def angles_table() -> None:
    """Angles against the projected truth of rendered clips."""
    rows: list[tuple[object, ...]] = []
    for stem in SIDE_CLIPS:
        for key, (bias, sd) in side_angle_scores(rendered(stem)).items():
            rows.append((stem, f"near {key}", f"{bias:+.1f} ± {sd:.1f}"))
    for stem in REAR_CLIPS:
        for key, error in rear_angle_errors(rendered(stem)).items():
            rows.append((stem, key, f"{error:+.1f}"))
    table("Angles of rendered clips, degrees (curve: bias ± SD)", ("clip", "what", "error"), rows)


def yaw_table() -> None:
    """Camera yaw from the paths of the feet."""
    rows = []
    for runner in force_plate_runners()[:2]:
        for view in ("rear", "front"):
            errors = []
            for yaw in (-8.0, -4.0, 0.0, 4.0, 8.0):
                sequence = film(runner, view=view, fps=60, noise_m=0.005, yaw_deg=yaw)
                analysis = analyse(sequence, setup=Setup(focal_px=1500.0))
                errors.append(analysis.run.recording.yaw_deg - yaw)
            rows.append((runner.name, view, " ".join(f"{e:+.1f}" for e in errors)))
    table("Yaw error at −8, −4, 0, 4, 8 degrees", ("runner", "view", "error"), rows)


def refit_errors(runner: Runner, side: Side, detector: SideViewDetector) -> tuple[float, float]:
    """Mean error in ms of contact and toe-off over frame rates and noise."""
    ic, to = [], []
    for fps, noise_m in ((60, 0.0), (60, 0.008), (120, 0.004), (240, 0.002)):
        signals = resample(film(runner, view=side.value, fps=fps, noise_m=noise_m))
        period_s = stride_period(signals).period_s
        facing = 1.0 if side is Side.RIGHT else -1.0
        events = detector.detect(signals, period_s=period_s, facing=facing)
        truth = runner.contacts[side][1:-1]
        ic.append(np.nanmean(matched_errors(event_times(events, side, EventKind.IC), truth[:, 0])))
        to.append(np.nanmean(matched_errors(event_times(events, side, EventKind.TO), truth[:, 1])))
    return 1000 * float(np.mean(ic)), 1000 * float(np.mean(to))


def refit_table() -> None:
    """Best constants of each subject, and the error of each with the constants of the other."""
    legs = {
        "rbds": [(rbds_runner(), Side.LEFT), (rbds_runner(), Side.RIGHT)],
        "footnet": [(r, r.event_sides[0]) for r in force_plate_runners()[1:]],
    }
    shares = (0.55, 0.60, 0.65, 0.70, 0.75)
    base = SideViewDetector(toe_off_lag_s=0.0)
    contact = {
        subject: {
            share: float(
                np.mean(
                    [refit_errors(r, s, replace(base, belt_fraction=share))[0] for r, s in found]
                )
            )
            for share in shares
        }
        for subject, found in legs.items()
    }
    lag = {
        subject: float(np.mean([refit_errors(r, s, base)[1] for r, s in found]))
        for subject, found in legs.items()
    }
    rows: list[tuple[object, ...]] = [
        (f"belt share {share}", *(f"{contact[s][share]:+.1f}" for s in legs)) for share in shares
    ]
    rows.append(("toe-off without lag", *(f"{lag[s]:+.1f}" for s in legs)))
    table("Refit: mean contact error by belt share, ms", ("constant", *legs), rows)
    out = []
    for subject in legs:
        (other,) = (s for s in legs if s != subject)
        share = min(shares, key=lambda v: abs(contact[other][v]))
        out.append(
            (
                subject,
                other,
                share,
                f"{contact[subject][share]:+.1f}",
                f"{lag[subject] - lag[other]:+.1f}",
            )
        )
    head = ("subject left out", "fitted on", "share", "IC bias ms", "TO bias ms")
    table("Leave one subject out", head, out)
    used = SideViewDetector()
    print(f"\nIn use: share {used.belt_fraction}, lag {1000 * used.toe_off_lag_s:.0f} ms; "
          f"mean of subjects: lag {np.mean(list(lag.values())):.1f} ms")  # fmt: skip


def straightest_knee_table() -> None:
    """When the true knee is straightest, against true toe-off: what any constant lag stands on."""
    rows: list[tuple[object, ...]] = []
    for runner in (*force_plate_runners(), bmc_runner()):
        for side in runner.event_sides:
            signals = resample(film(runner, view=side.value, fps=240))
            points = (signals.point(part, side) for part in ("hip", "knee", "ankle"))
            errors = _straightest(signals.time_s, flexion_deg(*points), runner.contacts[side])
            rows.append((runner.name, side.value, errors))
    for stem in SIDE_CLIPS:
        clip = rendered(stem)
        time_s = clip.table["t"].to_numpy()
        for side in Side:
            knee = clip.table[f"img_kneeflex_{side.value[0].upper()}"].to_numpy()
            rows.append((stem, side.value, _straightest(time_s, knee, clip.contacts[side])))
    table("True knee straightest minus true toe-off, ms", ("who", "leg", "mean ± SD (n)"), rows)


def _straightest(time_s: Array, knee_deg: Array, contacts: Array) -> str:
    """Errors over the contacts that are seen to 0.1 s after toe-off; the lowest of a parabola."""
    errors = []
    for contact_s, off_s in contacts:
        late = (time_s > (contact_s + off_s) / 2) & (time_s < off_s + 0.1)
        if not late.any() or off_s + 0.1 > time_s[-1]:
            continue
        lowest = time_s[late][knee_deg[late].argmin()]
        near = np.abs(time_s - lowest) <= SideViewDetector.knee_window_s
        square, slope, _ = np.polyfit(time_s[near] - lowest, knee_deg[near], 2)
        errors.append(1000 * (lowest - slope / (2 * square) - off_s))
    return f"{np.mean(errors):+.1f} ± {np.std(errors):.1f} ({len(errors)})"


def speed_table() -> None:
    """Time of the analysis and of one edit, 30 s of 60 pictures a second."""
    sequence = film(rbds_runner(), view="right", fps=60, noise_m=0.005)
    analysis = analyse(sequence)
    runs, edits = [], []
    for index in range(5):
        start = time.perf_counter()
        analysis = analyse(sequence)
        runs.append(time.perf_counter() - start)
        start = time.perf_counter()
        events = analysis.events
        analysis.with_events(move_event(events, index, events[index].time_s + 0.004))
        edits.append(time.perf_counter() - start)
    rows = [
        ("analyse", f"{1000 * np.median(runs):.0f}"),
        ("one edit", f"{1000 * np.median(edits):.0f}"),
    ]
    table("Time after landmarks, ms (median of 5)", ("what", "ms"), rows)


def main(arguments: list[str]) -> None:
    """Print every table."""
    events_table()
    cadence_table(list(zip(arguments[::2], map(float, arguments[1::2]), strict=True)))
    angles_table()
    yaw_table()
    refit_table()
    straightest_knee_table()
    for title, head, rows in (*running_videos.tables(), *oblique_views.tables()):
        table(title, head, rows)
    speed_table()


if __name__ == "__main__":
    main(sys.argv[1:])
