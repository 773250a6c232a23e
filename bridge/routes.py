"""The bridge's routes on ComfyUI's server, which has each of them a second time below /api: the greeting, and the proxy for the rest."""

from __future__ import annotations

from aiohttp import web

from . import host
from .errors import SeeDpoError
from .manifest import read_manifest
from .proxy import error_answer, hand_on, json_answer, sidecar_path
from .proxy_websocket import hand_on_websocket
from .request_source import check_source
from .sidecars import remember_client
from .users import remember_user, user_of

_MAX_CLIENT_ID = 200


def add_routes() -> None:
    """While the pack is loaded: later ComfyUI takes no more."""
    routes = host.server().routes
    routes.get("/see-dpo/hello")(hello)
    routes.route("*", "/see-dpo/{tail:.*}")(proxy)


async def hello(request: web.Request) -> web.Response:
    """Who serves here, without a sidecar: `?clientId=` is the browser tab's, so that its runs go to its user's sidecar."""
    try:
        check_source(request.method, request.headers)
        user = user_of(request)
    except SeeDpoError as error:
        return error_answer(403, "forbidden", str(error))
    client_id = request.query.get("clientId", "")
    if 0 < len(client_id) <= _MAX_CLIENT_ID:
        remember_client(client_id, user)
    manifest = read_manifest()
    answer = {"version": manifest.version, "protocol": manifest.protocol, "user": user, "comfyui": host.version()}
    response = json_answer(answer)
    remember_user(response, user)
    return response


async def proxy(request: web.Request) -> web.StreamResponse:
    """Everything else below /see-dpo/."""
    try:
        check_source(request.method, request.headers)
        user = user_of(request)
    except SeeDpoError as error:
        return error_answer(403, "forbidden", str(error))
    path = sidecar_path(request)
    if path is None:
        return error_answer(404, "not-found", "SEE-DPO: expected a path of its panel or its API, got another one.")
    if request.headers.get("Upgrade", "").lower() == "websocket":
        return await hand_on_websocket(request, path, user)
    return await hand_on(request, path, user)
