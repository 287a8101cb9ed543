"""Where a visitor of the training page is: choosing, in front of the camera, or looking back."""

import time
from dataclasses import dataclass, field
from enum import StrEnum

import streamlit as st

from programme.safety import StopReason
from ui.account import current_account
from ui.live.outcome import Answers, SetOutcome, conclude
from ui.live.plan import SetPlan
from ui.live.service import live_store
from ui.live.store import SetFolder, SetUnknown
from ui.live.tickets import Ticket
from ui.saving import keep_stop, save_live_set

NO_ROOM = "The set cannot be kept: there is no room left on the server. Make room and try again."
NOT_BEGUN = "The set had not begun, so there is nothing to show."
LATE_S = 15.0
"""Rest that is left at least when the page is come back to and the camera is to start by itself."""
_KEY = "training"
_SET = "set"


class Step(StrEnum):
    """What the page shows."""

    CHOOSE = "choose"
    LIVE = "live"
    SYMPTOMS = "symptoms"
    RESULT = "result"


@dataclass(kw_only=True)
class TrainVisit:
    """One visit; kept in the session of the page.

    by_itself  the next set starts the camera by itself: it was on in this visit for the set before,
               and the person has not said no
    declined   the person has said no, which holds for the sets that follow
    answered   what was told on the scales after the set, by name; not the ones nobody touched
    """

    user: str
    step: Step = Step.CHOOSE
    folder: SetFolder | None = None
    outcome: SetOutcome | None = None
    rest_until_s: float = 0.0
    by_itself: bool = False
    declined: bool = False
    answered: dict[str, int] = field(default_factory=dict)
    stopped_for: StopReason | None = None
    saved: bool = False
    not_kept: str | None = None
    message: str | None = None

    @property
    def pain_before(self) -> int | None:
        """Pain before the set, as told then."""
        return self.folder.plan.pain_before if self.folder else None

    @property
    def announcement(self) -> str | None:
        """With which the set begins by itself; None when it begins by the button."""
        plan = self.folder.plan if self.folder else None
        if plan is None or not self.by_itself or plan.set_number == 1:
            return None
        return f"Set {plan.set_number} of {plan.set_count}: get into position."

    @property
    def rest_left_s(self) -> float:
        """Seconds of rest left. Who comes back to this page late gets time before the camera."""
        left = max(0.0, self.rest_until_s - time.time())
        rest_s = self.folder.plan.rest_s if self.folder else 0
        return max(left, min(LATE_S, rest_s)) if self.by_itself else left

    def ticket(self, folder: SetFolder) -> Ticket:
        """Lets this visitor's browser into the set."""
        return Ticket(user=self.user, set_id=folder.set_id)

    def begin(self, plan: SetPlan) -> None:
        """A new set."""
        store = live_store()
        store.tidy(self.user)
        try:
            folder = store.create(self.user, plan)
        except OSError:
            self.leave(NO_ROOM)
            return
        self.go_on(folder)

    def go_on(self, folder: SetFolder) -> None:
        """In front of the camera with this set."""
        self.folder, self.step = folder, Step.LIVE
        st.query_params[_SET] = folder.set_id
        self.outcome, self.message, self.saved, self.not_kept = None, None, False, None
        self.answered = {}
        stop = folder.read_stop()
        self.stopped_for = StopReason(stop) if stop else None

    def stop_for(self, reason: StopReason) -> None:
        """Why the set was stopped; kept with it and in the records at once, whatever follows."""
        if self.folder is not None and reason is not self.stopped_for:
            account = current_account()
            self.not_kept = keep_stop(account.records, account.actor, self.folder, reason)
        self.stopped_for = reason

    def wish(self, *, by_itself: bool) -> None:
        """Whether the sets that follow are to begin by themselves, as the person has said."""
        self.by_itself, self.declined = by_itself, not by_itself

    def finish(self) -> None:
        """The set was done in front of the camera."""
        self.by_itself = not self.declined
        self.conclude()

    def conclude(self) -> None:
        """The set is over: analyse it."""
        if self.folder is None:
            return
        try:
            self.outcome = conclude(self.folder)
        except OSError:
            self.leave(NO_ROOM)
            return
        if self.outcome is None:
            kept = self.stopped_for is not None and self.not_kept is None
            self.leave(NOT_BEGUN + (" Why you stopped is in your records." if kept else ""))
            return
        self.step = Step.RESULT
        self.rest_until_s = time.time() + self.folder.plan.rest_s

    def save(self, answers: Answers) -> None:
        """Keep the result: beside the set, and in the records of the person here."""
        if self.folder is not None and self.outcome is not None and not self.saved:
            try:
                self.folder.save_session(self.outcome.document(answers))
            except OSError:
                self.not_kept = NO_ROOM
                return
            self.saved = True
            account = current_account()
            self.not_kept = save_live_set(
                account.records, account.actor, self.folder, self.outcome, answers
            )

    def next_set(self, answers: Answers) -> None:
        """Keep the result and begin the set that follows."""
        if self.folder is not None:
            self.save(answers)
            if not self.saved:
                return
            pain = self.pain_before if answers.pain_after is None else answers.pain_after
            self.begin(self.folder.plan.next_set(pain_before=pain))

    def leave(self, message: str | None = None) -> None:
        """Back to choosing."""
        self.folder, self.outcome, self.step = None, None, Step.CHOOSE
        self.message, self.by_itself, self.declined = message, False, False
        st.query_params.pop(_SET, None)

    def unfinished(self) -> SetFolder | None:
        """A set of the last day that was not saved, to be offered."""
        return live_store().unfinished(self.user)

    def is_there(self) -> bool:
        """True while the files of the set exist."""
        try:
            return self.folder is not None and bool(
                live_store().find(self.user, self.folder.set_id)
            )
        except SetUnknown:
            return False


def current_visit() -> TrainVisit:
    """The visit of this browser tab; its set is in the address, so that a reload finds it."""
    if _KEY not in st.session_state:
        visit = TrainVisit(user=current_account().id)
        st.session_state[_KEY] = visit
        _return_to_set(visit)
    found: TrainVisit = st.session_state[_KEY]
    return found


def _return_to_set(visit: TrainVisit) -> None:
    """After a reload of the page or a restart of the server: back to the set that was going on."""
    try:
        folder = live_store().find(visit.user, st.query_params.get(_SET, ""))
    except SetUnknown:
        return
    if not folder.saved:
        visit.go_on(folder)
        if folder.over:
            visit.conclude()


def forget_sets(user: str) -> None:
    """Delete every set that was kept of this user beside the records."""
    live_store().forget(user)
