"""What one run of a node and the sidecar say to each other: a WebSocket in a thread of its own, because ComfyUI's prompt thread is often busy
with other nodes, and the cancel button has to work meanwhile. Calls go to the prompt's thread; see run_node.py.

The other side of the messages is in src/server/bridge/.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import aiohttp
from comfy.model_management import InterruptProcessingException

from . import interrupts
from .call import Answer, CallError
from .display import Display
from .errors import SeeDpoError
from .reach import reach
from .run_call import run_call
from .session import Session
from .sidecar import Address
from .watch import Watch

PATH = "/see-dpo/bridge/execute"
POLL_SECONDS = 0.15
# A node that was cancelled may take this long to keep its best so far.
INTERRUPT_SECONDS = 30
MAX_JSON_BYTES = 16 * 1024 * 1024
MAX_ATTACHMENTS = 1024
MAX_ATTACHMENT_BYTES = 2 * 1024**3
# Between two reports of a call's progress.
_PROGRESS_SECONDS = 0.05
# Seconds for the goodbye of a sidecar that hangs.
_CLOSE_TIMEOUT = aiohttp.ClientWSTimeout(ws_close=1)


@dataclass(frozen=True)
class Outcome:
    """What the node puts out; `block` silently stops what comes behind it."""

    outputs: list[Any]
    ui: dict[str, list[Any]] | None
    block: bool
    attachments: list[bytes]


class Conversation:
    """One run of a node. `post` brings work to the prompt's thread."""

    def __init__(self, session: Session, display: Display, post: Callable[[Callable[[], None]], None]) -> None:
        self._session = session
        self._display = display
        self._post = post
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_left = False
        self._outbox: asyncio.Queue[tuple[dict[str, Any], list[bytes]]] = asyncio.Queue()
        self._watch: Watch | None = None
        self._call_id: int | None = None
        self._interrupted_at: float | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def run(self, user: str, execute: dict[str, Any]) -> Outcome:
        """From the first message to the last, on the thread of the caller. A SeeDpoError with a sentence for the person, or
        ComfyUI's InterruptProcessingException.
        """
        stop_listening = interrupts.listen(lambda: self._soon(self._interrupt))
        try:
            return asyncio.run(self._run(user, execute))
        finally:
            stop_listening()
            if self._watch is not None:
                self._watch.stop()

    def leave(self) -> None:
        """From any thread: nobody waits for the outcome any more."""
        self._is_left = True
        self._soon(lambda: self._fail(InterruptProcessingException()))

    async def _run(self, user: str, execute: dict[str, Any]) -> Outcome:
        self._loop = asyncio.get_running_loop()
        self._outcome: asyncio.Future[Outcome] = self._loop.create_future()
        if self._is_left:
            raise InterruptProcessingException()
        first = json.dumps(execute)
        if len(first) > MAX_JSON_BYTES:  # Pictures inside the graph: the sidecar can do without it, and calls have it here.
            first = json.dumps({**execute, "prompt": {}})
        try:
            async with aiohttp.ClientSession() as client:

                async def connect(address: Address) -> aiohttp.ClientWebSocketResponse:
                    headers = {"Authorization": f"Bearer {address.token}"}
                    # No pings: where the process at the other end dies, the connection breaks at once.
                    return await client.ws_connect(address.url + PATH, headers=headers, max_msg_size=MAX_ATTACHMENT_BYTES, compress=0, timeout=_CLOSE_TIMEOUT)

                async with await reach(user, connect) as wire:
                    await wire.send_str(first)
                    self._begin(self._tell(wire))
                    self._begin(self._hear(wire))
                    self._begin(self._look())
                    return await self._outcome
        except (aiohttp.ClientError, ConnectionError) as error:
            raise SeeDpoError(f"SEE-DPO's server can't be reached ({error}). Run this again: it is started anew, and nothing is lost.") from error

    async def _hear(self, wire: aiohttp.ClientWebSocketResponse) -> None:
        try:
            while not self._outcome.done():
                message = await wire.receive()
                if message.type is not aiohttp.WSMsgType.TEXT:
                    why = f" ({message.extra})" if message.type is aiohttp.WSMsgType.CLOSE and message.extra else ""
                    raise SeeDpoError(f"SEE-DPO's server ended while this node ran{why}. Votes and pictures are kept: run it again.")
                content = json.loads(message.data)
                attachments = [await wire.receive_bytes() for _ in range(min(content.get("attachments", 0), MAX_ATTACHMENTS))]
                await self._take(content, attachments)
        except SeeDpoError as error:
            self._fail(InterruptProcessingException() if self._interrupted_at is not None else error)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            self._fail(SeeDpoError(f"SEE-DPO's server said something that its bridge doesn't understand ({error!r}). Update SEE-DPO and restart ComfyUI."))

    async def _take(self, content: dict[str, Any], attachments: list[bytes]) -> None:
        match content["type"]:
            case "call":
                self._call(content["id"], content["name"], content["args"], attachments)
            case "cancel":
                if self._watch is not None and content["id"] == self._call_id:
                    self._watch.stop()
            case "progress":
                await self._display.progress(content["value"], content["max"])
            case "preview":
                await self._display.preview(attachments[0])
            case "text":
                self._display.text(content["text"])
            case "done":
                self._outcome.set_result(Outcome(content["outputs"], content.get("ui"), content.get("block", False), attachments))
            case "error":
                raise SeeDpoError(content["message"])
            case other:
                raise ValueError(f"the message type {other!r}")

    def _call(self, call_id: int, name: str, args: dict[str, Any], attachments: list[bytes]) -> None:
        if self._watch is not None:
            self._send({"type": "failure", "id": call_id, "kind": "host", "message": "The bridge makes one call at a time."})
            return
        watch = Watch(self._reporter(call_id))
        self._call_id, self._watch = call_id, watch

        def work() -> None:
            result = run_call(name, self._session, args, attachments, watch)
            self._soon(lambda: self._begin(self._answer(call_id, result, watch)))

        self._post(work)

    async def _answer(self, call_id: int, result: Answer | BaseException, watch: Watch) -> None:
        self._watch = None
        if isinstance(result, Answer):
            answer = {"type": "answer", "id": call_id, "value": result.value, "attachments": len(result.attachments)}
            self._send(answer, result.attachments)
            return
        if isinstance(result, CallError):
            kind, message = result.kind, str(result)
        else:
            kind, message = "interrupted", "This was cancelled."
            while not watch.is_cancelled and self._interrupted_at is None:  # First why, then what of it.
                interrupts.look()
                interrupts.ran_into_it()
                await asyncio.sleep(0)
        self._send({"type": "failure", "id": call_id, "kind": kind, "message": message})

    def _reporter(self, call_id: int) -> Callable[[int, int], None]:
        """Of a call's progress, from its thread; not more often than anyone can see."""
        last = 0.0

        def report(value: int, maximum: int) -> None:
            nonlocal last
            if value < maximum and time.monotonic() - last < _PROGRESS_SECONDS:
                return
            last = time.monotonic()
            self._soon(lambda: self._send({"type": "callProgress", "id": call_id, "value": value, "max": maximum}))

        return report

    async def _look(self) -> None:
        """After the cancel button, a few times a second."""
        while True:
            await asyncio.sleep(POLL_SECONDS)
            interrupts.look()
            if self._interrupted_at is not None and time.monotonic() - self._interrupted_at > INTERRUPT_SECONDS:
                self._fail(InterruptProcessingException())

    def _interrupt(self) -> None:
        self._post(interrupts.settle)
        if self._interrupted_at is not None:  # Pressed twice: now.
            self._fail(InterruptProcessingException())
            return
        self._interrupted_at = time.monotonic()
        if self._watch is not None:
            self._watch.stop()
        self._send({"type": "interrupt"})

    def _send(self, content: dict[str, Any], attachments: list[bytes] | None = None) -> None:
        self._outbox.put_nowait((content, attachments or []))

    async def _tell(self, wire: aiohttp.ClientWebSocketResponse) -> None:
        """One message at a time: what belongs to it follows it at once."""
        with contextlib.suppress(ConnectionError):  # The one who hears the end of the connection says so.
            while True:
                content, attachments = await self._outbox.get()
                await wire.send_str(json.dumps(content))
                for attachment in attachments:
                    await wire.send_bytes(attachment)

    def _fail(self, error: BaseException) -> None:
        if not self._outcome.done():
            self._outcome.set_exception(error)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _soon(self, work: Callable[[], None]) -> None:
        """On the conversation's thread, from any other; not at all once it is over."""
        with contextlib.suppress(RuntimeError):
            if self._loop is not None:
                self._loop.call_soon_threadsafe(work)
