"""The app: pages by Streamlit, compressed and with security headers. `streamlit run app.py`."""

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from ui.live.service import live_routes
from ui.pictures import picture_route
from ui.security import SecurityHeaders
from ui.startup import lifespan

app = st.App(
    "ui/main.py",
    routes=[*live_routes(), picture_route()],
    middleware=[Middleware(SecurityHeaders), Middleware(GZipMiddleware, compresslevel=6)],
    lifespan=lifespan,
)
