"""What happens once when the server starts and when it stops."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from streamlit.runtime import get_instance
from streamlit.runtime.pages_manager import PagesManager

import analysis.jobs
import analysis.session_document  # noqa: F401
from ui.workbench import close_all, close_left

SWEEP_S = 30.0


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Take the loaded libraries out of garbage collection (a full sweep otherwise costs 0.1 s).

    At the end, remove every visitor's private folder.
    """
    PagesManager.uses_pages_directory = False  # else /today as the first visit skips ui/main.py
    gc.collect()
    gc.freeze()
    sweeper = asyncio.create_task(_sweep())
    try:
        yield
    finally:
        sweeper.cancel()
        close_all()


async def _sweep() -> None:
    """Now and then remove the folders of visitors who have left."""
    while True:
        await asyncio.sleep(SWEEP_S)
        connected = get_instance().is_active_session
        await asyncio.to_thread(close_left, connected, time.monotonic())
