"""Hands /see-dpo/* requests of the browser on to the sidecar, so that the browser only ever talks to ComfyUI's own origin. Bodies stream in both
directions. Where a request may come from is left to request_source.py, whose it is to users.py; WebSockets to proxy_websocket.py.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import unquote

import aiohttp
from aiohttp import web
from yarl import URL

from .errors import SeeDpoError
from .reach import reach
from .sidecar import Address

# Bytes of one request's body. The sidecar's own limit for a file is 64 MB; ComfyUI's --max-upload-size doesn't hold for what streams.
MAX_BODY_BYTES = 65 * 1024 * 1024
_CHUNK_BYTES = 256 * 1024
# What the sidecar is told of the browser: not who it is, nor where it is; that was checked here.
_REQUEST_HEADERS = (
    "Accept",
    "Accept-Language",
    "Content-Type",
    "Content-Length",
    "If-Match",
    "If-Modified-Since",
    "If-None-Match",
    "If-Range",
    "If-Unmodified-Since",
    "Range",
    "User-Agent",
)
# Of one connection, or of the sidecar's own door. aiohttp sets the first ones anew.
_DROPPED_RESPONSE_HEADERS = {"connection", "date", "keep-alive", "server", "transfer-encoding", "set-cookie", "location"}


class _TooLargeError(Exception):
    pass


def sidecar_path(request: web.Request) -> str | None:
    """Path and query on the sidecar; None for what is not for browsers, however it is spelled."""
    path = request.rel_url.raw_path.removeprefix("/api")
    plain = unquote(path)
    segments = plain.split("/")[2:]
    if "\\" in plain or "." in segments or ".." in segments or "" in segments[:-1] or segments[0].lower() == "bridge":
        return None
    return path + (f"?{request.rel_url.raw_query_string}" if request.rel_url.raw_query_string else "")


def error_answer(status: int, code: str, message: str) -> web.Response:
    """In the shape of the sidecar's own errors."""
    return json_answer({"error": {"code": code, "message": message}}, status)


def json_answer(content: dict[str, Any], status: int = 200) -> web.Response:
    """Of the moment: browsers keep none."""
    return web.Response(body=json.dumps(content).encode(), status=status, content_type="application/json", headers={"Cache-Control": "no-store"})


def client_session(trace: aiohttp.TraceConfig | None = None) -> aiohttp.ClientSession:
    """A connection for each request: one that the sidecar is about to close would lose a vote. Bodies stay packed as they are."""
    return aiohttp.ClientSession(
        trace_configs=[trace] if trace else None,
        connector=aiohttp.TCPConnector(limit=0, force_close=True),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=10),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
    )


async def hand_on(request: web.Request, path: str, user: str) -> web.StreamResponse:
    """The sidecar's answer, or one of ours that says why there is none."""
    if (request.content_length or 0) > MAX_BODY_BYTES:
        return _too_large()
    if "Content-Encoding" in request.headers:
        return error_answer(415, "unsupported-type", "SEE-DPO: expected a body as it is, got one with a Content-Encoding.")
    try:
        return await reach(user, lambda address: _exchange(request, address, path))
    except SeeDpoError as error:
        return error_answer(503, "unavailable", str(error))
    except _TooLargeError:
        return _too_large()
    except (aiohttp.ClientError, ConnectionError):
        return error_answer(503, "unavailable", "SEE-DPO: its server has ended just now. It is started anew: try again in a moment; votes are kept.")


async def _exchange(request: web.Request, address: Address, path: str) -> web.StreamResponse:
    headers = {name: request.headers[name] for name in _REQUEST_HEADERS if name in request.headers}
    headers["Authorization"] = f"Bearer {address.token}"
    too_large = False
    connected = False

    async def on_connected(*_: object) -> None:
        nonlocal connected
        connected = True

    trace = aiohttp.TraceConfig()
    trace.on_connection_create_end.append(on_connected)

    async def body() -> AsyncIterator[bytes]:
        nonlocal too_large
        size = 0
        async for chunk in request.content.iter_chunked(_CHUNK_BYTES):
            size += len(chunk)
            if size > MAX_BODY_BYTES:
                too_large = True
                raise _TooLargeError
            yield chunk

    async with client_session(trace) as client:
        try:
            upstream = await client.request(
                request.method,
                URL(address.url + path, encoded=True),
                headers=headers,
                data=body() if request.can_read_body else None,
                allow_redirects=False,
                skip_auto_headers=("Accept-Encoding", "Content-Type", "User-Agent"),
            )
        except (aiohttp.ClientError, ConnectionError) as error:
            if too_large:
                raise _TooLargeError from None
            if connected:
                # aiohttp asks a second time by itself, and is refused by what its first request has ended: a fresh sidecar must not get that one too.
                raise ConnectionError(str(error)) from error
            raise
        async with upstream:
            return await _stream(request, upstream)


async def _stream(request: web.Request, upstream: aiohttp.ClientResponse) -> web.StreamResponse:
    response = web.StreamResponse(status=upstream.status, reason=upstream.reason)
    for name, value in upstream.headers.items():
        if name.lower() not in _DROPPED_RESPONSE_HEADERS:
            response.headers.add(name, value)
    if "Location" in upstream.headers:
        response.headers["Location"] = _relative(upstream.headers["Location"], request)
    await response.prepare(request)
    try:
        async for chunk in upstream.content.iter_chunked(_CHUNK_BYTES):
            await response.write(chunk)
        await response.write_eof()
    except (aiohttp.ClientError, ConnectionError):
        # Half of it is on its way: that it is no more than half can only be told by the end of the connection.
        if request.transport is not None:
            request.transport.abort()
    return response


def _relative(location: str, request: web.Request) -> str:
    """Seen from the page: before our path there may be a proxy's, of which nobody tells us."""
    if not location.startswith("/"):
        return location
    folder = posixpath.dirname(request.rel_url.raw_path.removeprefix("/api"))
    return posixpath.relpath(location, folder) + ("/" if location.endswith("/") else "")


def _too_large() -> web.Response:
    return error_answer(413, "too-large", f"SEE-DPO: expected {MAX_BODY_BYTES // 1024**2} MB at most, got more. Send it in parts.")
