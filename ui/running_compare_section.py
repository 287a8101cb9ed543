"""This run against an earlier one of the same person."""

import pandas as pd
import streamlit as st

from analysis.errors import RequestRefused
from analysis.running_comparison import compare_documents, parse_document
from analysis.running_document import running_document
from analysis.running_words import VIEW_WORDS
from running.compare import Comparison
from running.metrics import METRICS
from ui.running_bench import LabRun, RunningBench

ORDER = ("better", "worse", "same", "cannot tell")


def show_comparison(bench: RunningBench, run: LabRun) -> None:
    """Choose the earlier run, from this visit or from a downloaded JSON file."""
    st.subheader("Compare with an earlier run", anchor=False)
    others = [one for one in bench.runs if one.number != run.number]
    upload = st.file_uploader(
        "“Everything (JSON)” of the earlier run", type=["json"], key=f"compare-{run.number}"
    )
    earlier = None
    if others:
        earlier = st.selectbox(
            "Or a run of this visit",
            [None, *others],
            format_func=lambda one: one.title if one else "–",
            key=f"compare-visit-{run.number}",
        )
    try:
        if upload is not None:
            before = parse_document(upload.getvalue(), upload.name)
        elif earlier is not None:
            before = running_document(earlier.result)
        else:
            st.caption("Compare runs at the same speed, in the same shoes, filmed the same way.")
            return
        found = compare_documents(before, running_document(run.result))
    except RequestRefused as error:
        st.error(str(error))
        return
    for view, comparison in found.items():
        _show(view, comparison)


def _show(view: str, comparison: Comparison) -> None:
    """The five measures named beforehand in view, the others folded away."""
    st.markdown(f"**Filmed {VIEW_WORDS[view]}**")
    if comparison.conditions:
        st.markdown("\n".join(f"- {sentence}" for sentence in comparison.conditions))
    _table(comparison, primary=True)
    with st.expander("All other measures"):
        _table(comparison, primary=False)


def _table(comparison: Comparison, *, primary: bool) -> None:
    changes = [change for change in comparison.changes if change.primary is primary]
    changes.sort(key=lambda change: ORDER.index(change.verdict.value))
    table = pd.DataFrame(
        {
            "Measure": [METRICS[change.key].name for change in changes],
            "Side": ["" if change.side == "both" else change.side for change in changes],
            "Verdict": [change.verdict.value for change in changes],
            "Why": [change.reason for change in changes],
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        column_config={"Why": st.column_config.TextColumn(width="large")},
    )
