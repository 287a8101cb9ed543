"""The app: pages by Streamlit, with security headers on every answer. `streamlit run app.py`."""

import streamlit as st
from starlette.middleware import Middleware

from ui.live.service import live_routes
from ui.security import SecurityHeaders
from ui.startup import lifespan

app = st.App(
    "ui/main.py", routes=live_routes(), middleware=[Middleware(SecurityHeaders)], lifespan=lifespan
)
