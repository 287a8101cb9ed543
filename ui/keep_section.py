"""Keep a set that was seen in an uploaded video."""

from datetime import UTC, datetime, time

import streamlit as st

from kinematics.quality import Grade
from records import RecordsError, Role
from ui.account import current_account
from ui.clock import day_of, now, visitor_zone
from ui.saving import save_video_set
from ui.workbench import Finished

_KEPT = "kept-videos"
NOON = time(12)


def show_keep(result: Finished) -> None:
    """Ask for the day and keep the set in the records; only the numbers, never the video."""
    session = result.analysis.session
    if session.quality.grade is Grade.REJECT or not session.reps:
        return
    with st.popover("Keep it in my records", key="keep"):
        kept: set[int] = st.session_state.setdefault(_KEPT, set())
        if result.number in kept:
            st.success("This set is in your records.")
            return
        today = day_of(now(), visitor_zone())
        day = st.date_input("When did you do it?", today, max_value=today, key="keep-day")
        st.caption("The numbers are kept, not the video.")
        if st.button("Keep it", key="keep-set", type="primary"):
            account = current_account()
            if account.person.role is not Role.PATIENT:
                st.info("Only a patient's own sets can be kept here.")
                return
            noon = datetime.combine(day, NOON, visitor_zone()).astimezone(UTC)
            try:
                save_video_set(account.records, account.actor, result.analysis, at=min(noon, now()))
            except RecordsError as error:
                st.error(str(error))
                return
            kept.add(result.number)
            st.rerun()
