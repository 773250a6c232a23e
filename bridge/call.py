"""What a call is: a thing that only ComfyUI's process can do, asked for by the sidecar while one of our nodes runs.

The calls themselves are in calls/; asking and answering is left to conversation.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from .session import Session
    from .watch import Watch

FailureKind = Literal["input", "resource", "host", "interrupted"]


class CallError(Exception):
    """A call that can't be done, in one sentence for the person.

    kind: "input" where the arguments or what is connected are wrong, "resource" where memory or disk is short, "host" for the rest.
    """

    def __init__(self, kind: FailureKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True)
class Answer:
    """What a call gives: a value that JSON can hold, and files beside it in the call's own order."""

    value: dict[str, Any]
    attachments: list[bytes] = field(default_factory=list)


# Runs in a worker thread under torch.inference_mode; raises CallError, or lets what watch.check raises pass.
Call = Callable[["Session", dict[str, Any], list[bytes], "Watch"], Answer]
