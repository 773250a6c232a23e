"""Hands a WebSocket of the browser on to the sidecar, message by message, until one of the two closes it."""

from __future__ import annotations

import asyncio

import aiohttp
from aiohttp import web
from yarl import URL

from .errors import SeeDpoError
from .proxy import client_session, error_answer
from .reach import reach
from .sidecar import Address

# Bytes of one message.
MAX_FROM_BROWSER = 1024 * 1024
MAX_FROM_SIDECAR = 64 * 1024 * 1024
# Seconds between two pings to the browser: the sidecar's own end here, and only tell that the bridge is alive.
_HEARTBEAT_SECONDS = 30
_GOING_AWAY, _BROKEN = 1001, 1011


async def hand_on_websocket(request: web.Request, path: str, user: str) -> web.StreamResponse:
    """What the sidecar refuses is refused here with the same status."""
    async with client_session() as client:

        async def connect(address: Address) -> aiohttp.ClientWebSocketResponse:
            headers = {"Authorization": f"Bearer {address.token}"}
            return await client.ws_connect(URL(address.url + path, encoded=True), headers=headers, max_msg_size=MAX_FROM_SIDECAR, compress=0)

        try:
            upstream = await reach(user, connect)
        except SeeDpoError as error:
            return error_answer(503, "unavailable", str(error))
        except aiohttp.WSServerHandshakeError as error:
            return error_answer(error.status, "unavailable", "SEE-DPO: its server refused the connection. Reload the page.")
        except (aiohttp.ClientError, ConnectionError):
            return error_answer(503, "unavailable", "SEE-DPO: its server has ended just now. It is started anew: try again in a moment.")
        async with upstream:
            browser = web.WebSocketResponse(max_msg_size=MAX_FROM_BROWSER, heartbeat=_HEARTBEAT_SECONDS, compress=False)
            await browser.prepare(request)
            await _join(browser, upstream)
            return browser


async def _join(browser: web.WebSocketResponse, upstream: aiohttp.ClientWebSocketResponse) -> None:
    ways = [asyncio.ensure_future(_copy(browser, upstream)), asyncio.ensure_future(_copy(upstream, browser))]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        await upstream.close(code=_may_be_sent(browser.close_code, _GOING_AWAY))
        await browser.close(code=_may_be_sent(upstream.close_code, _BROKEN))


async def _copy(source: web.WebSocketResponse | aiohttp.ClientWebSocketResponse, target: web.WebSocketResponse | aiohttp.ClientWebSocketResponse) -> None:
    async for message in source:
        if message.type is aiohttp.WSMsgType.TEXT:
            await target.send_str(message.data)
        elif message.type is aiohttp.WSMsgType.BINARY:
            await target.send_bytes(message.data)


def _may_be_sent(code: int | None, otherwise: int) -> int:
    """1005, 1006 and 1015 say that there was none: browsers call a frame with them broken (RFC 6455, 7.4.1)."""
    is_real = code is not None and code not in (1004, 1005, 1006) and (1000 <= code <= 1014 or 3000 <= code <= 4999)
    return code if is_real and code is not None else otherwise
