"""A page whose content changes to a new step shows it from its top."""

from ui.jump import show_component


def begin_at_top(step: str) -> None:
    """Scroll to the top when the step is another than on the last run of a page."""
    show_component("top", {"step": step})
