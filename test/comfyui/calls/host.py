"""What the scripts of this folder share: the calls as the bridge makes them, the host's nodes and log, files, the result."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import nodes
import torch
from bridge.call import CallError
from bridge.calls import all_calls
from bridge.session import Session
from bridge.watch import Watch

# Filled by run.py.
INPUT: dict[str, Any] = {}

# Small models gain nothing by a second thread, and on a busy machine threads that wait for each other take minutes.
torch.set_num_threads(1)
torch.set_grad_enabled(False)


class Log(logging.Handler):
    """What the host warns of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


LOG = Log()
logging.getLogger().addHandler(LOG)


def session(prompt: dict[str, Any] | None = None, node_id: str = "1") -> Session:
    return Session(node_id=node_id, prompt=prompt or {})


def call(name: str, at: Session, args: dict[str, Any], attachments: list[bytes] | None = None, watch: Watch | None = None) -> Any:
    """As the bridge calls it."""
    with torch.inference_mode():
        return all_calls()[name](at, args, attachments or [], watch or Watch(lambda value, maximum: None))


def refused(name: str, at: Session, args: dict[str, Any], attachments: list[bytes] | None = None) -> dict[str, str]:
    """The CallError that a call ends in."""
    try:
        call(name, at, args, attachments)
    except CallError as error:
        return {"kind": error.kind, "message": str(error)}
    raise AssertionError(f"{name}: expected a CallError, got an answer")


def node(class_name: str) -> Any:
    """A node class of the host's own file."""
    return nodes.NODE_CLASS_MAPPINGS[class_name]


def save(name: str, content: bytes) -> str:
    """Puts a file into the base folder; its path."""
    path = Path(INPUT["base"]) / name
    path.write_bytes(content)
    return str(path)


def finish(result: dict[str, Any]) -> None:
    (Path(INPUT["base"]) / "result.json").write_text(json.dumps(result), encoding="utf-8")
