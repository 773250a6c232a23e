"""One run of a node: opens a conversation with the sidecar, does on the prompt's thread what that asks for, and gives back what it puts out."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import Any

from comfy_api.latest import io
from comfy_execution.graph_utils import ExecutionBlocker
from comfy_execution.utils import get_executing_context

from . import host
from .conversation import Conversation, Outcome
from .display import Display
from .errors import SeeDpoError
from .manifest import read_manifest
from .session import Session
from .sidecars import user_of_client
from .values import incoming, outgoing


async def run_node(node: dict[str, Any], hidden: io.HiddenHolder, inputs: dict[str, Any]) -> io.NodeOutput:
    """node: as plugin.json has it. Raises what the person shall read, or ComfyUI's InterruptProcessingException."""
    client_id = host.server().client_id
    session = Session(node_id=hidden.unique_id, prompt=_graph(hidden.prompt))
    execute = _execute_message(node, hidden, client_id, session.prompt, outgoing(node, inputs, session))
    loop = asyncio.get_running_loop()
    work: asyncio.Queue[Callable[[], None] | Outcome | BaseException] = asyncio.Queue()

    def post(item: Callable[[], None] | Outcome | BaseException) -> None:
        # The prompt may be over, and its loop with it.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(work.put_nowait, item)

    conversation = Conversation(session, Display(hidden.unique_id, client_id), post)

    def talk() -> None:
        try:
            post(conversation.run(user_of_client(client_id), execute))
        except BaseException as error:
            post(error)

    # A daemon: a node that waits must not hold ComfyUI's own end up.
    threading.Thread(target=talk, name="see-dpo-conversation", daemon=True).start()
    try:
        while True:
            item = await work.get()
            if isinstance(item, Outcome):
                return _output(node, item, session)
            if isinstance(item, BaseException):
                raise item
            item()
    finally:
        conversation.leave()


def _graph(prompt: dict[str, Any] | None) -> dict[str, Any]:
    """Without what ComfyUI adds while it runs: `is_changed` is whatever packs like, our own is no number."""
    return {name: {"class_type": node["class_type"], "inputs": node["inputs"]} for name, node in (prompt or {}).items()}


def _execute_message(node: dict[str, Any], hidden: io.HiddenHolder, client_id: str | None, prompt: dict[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
    context = get_executing_context()
    return {
        "type": "execute",
        "protocol": read_manifest().protocol,
        "node": node["id"],
        "nodeId": hidden.unique_id,
        "displayNodeId": hidden.dynprompt.get_display_node_id(hidden.unique_id),
        "promptId": context.prompt_id if context is not None else None,
        "clientId": client_id,
        "inputs": inputs,
        "prompt": prompt,
        "host": host.description(),
    }


def _output(node: dict[str, Any], outcome: Outcome, session: Session) -> io.NodeOutput:
    count = len(node["outputs"])
    if outcome.block:
        # With a message, or without results, both ComfyUI versions would make an error of it.
        return io.NodeOutput(*[ExecutionBlocker(None)] * count, ui=outcome.ui)
    if len(outcome.outputs) != count:
        raise SeeDpoError(f"{node['id']}: expected {count} outputs, got {len(outcome.outputs)}. Update SEE-DPO and restart ComfyUI.")
    return io.NodeOutput(*(incoming(value, session, outcome.attachments) for value in outcome.outputs), ui=outcome.ui)
