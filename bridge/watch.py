"""How a call in its worker thread tells how far it is, and learns that it shall stop."""

from __future__ import annotations

import threading
from collections.abc import Callable

import comfy.model_management


class Watch:
    """One call's line to the conversation. Its methods may be called from any thread."""

    def __init__(self, report: Callable[[int, int], None]) -> None:
        self._report = report
        self._stop = threading.Event()

    @property
    def is_cancelled(self) -> bool:
        """Whether `stop` was called."""
        return self._stop.is_set()

    @property
    def is_stopped(self) -> bool:
        """Whether the call was cancelled, or the person has pressed ComfyUI's cancel."""
        return self.is_cancelled or comfy.model_management.processing_interrupted()

    def stop(self) -> None:
        """Makes the next `check` raise."""
        self._stop.set()

    def check(self) -> None:
        """Raises ComfyUI's InterruptProcessingException where the call shall stop. Ask between steps, a few times a second."""
        if self.is_stopped:
            raise comfy.model_management.InterruptProcessingException()

    def progress(self, value: int, maximum: int) -> None:
        """Tells that `value` of `maximum` steps are done, and checks."""
        self.check()
        self._report(value, maximum)
