"""The live coach of this process: one store, one ticket office, one endpoint, and their routes."""

from functools import cache

import streamlit as st
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from records.location import data_folder
from ui.live.assets import asset_version, serve_asset
from ui.live.endpoint import LiveEndpoint
from ui.live.store import SetStore
from ui.live.tickets import TicketOffice, load_secret

SOCKET = "/live/socket"
ASSETS = "/live/assets"


def below_base(path: str) -> str:
    """The path as the browser asks for it: below `server.baseUrlPath`."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}{path}" if base else path


@cache
def live_store() -> SetStore:
    """Where the sets are kept."""
    return SetStore(data_folder())


@cache
def ticket_office() -> TicketOffice:
    """Signs and checks tickets with the secret of this machine."""
    return TicketOffice(load_secret(data_folder()))


@cache
def _endpoint() -> LiveEndpoint:
    return LiveEndpoint(live_store(), ticket_office())


def close_live(user: str) -> None:
    """End the live set that a user has open, on whatever screen; what was done is kept."""
    _endpoint().sign_out(user)


def unseen_s(set_id: str) -> float | None:
    """Seconds since the camera of a live set last saw somebody; None when it has not of late."""
    return _endpoint().unseen_s(set_id)


async def _serve_socket(socket: WebSocket) -> None:
    await _endpoint().serve(socket)


def live_routes() -> list[BaseRoute]:
    """The routes beside the pages; nothing is opened before the first request."""
    return [
        WebSocketRoute(below_base(SOCKET), _serve_socket),
        Route(below_base(ASSETS) + "/{version}/{name:path}", serve_asset, methods=["GET"]),
    ]


def assets_url() -> str:
    """Where the browser finds the files of this version."""
    return f"{below_base(ASSETS)}/{asset_version()}"
