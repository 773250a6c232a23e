"""Reaches a user's sidecar, though it may have died a moment ago."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp

from .sidecar import Address
from .sidecars import address_for

T = TypeVar("T")


async def reach(user: str, use: Callable[[Address], Awaitable[T]]) -> T:
    """What `use` gives; it is called a second time, with a fresh sidecar, where it could not connect to the first. Raises what `use` raises,
    and a SeeDpoError that says what to do where no sidecar can be had.
    """
    address = await asyncio.to_thread(address_for, user)
    try:
        return await use(address)
    except aiohttp.ClientConnectorError:
        return await use(await asyncio.to_thread(address_for, user, address))
