"""ComfyUI's cancel button, for nodes that wait. ComfyUI's flag stays up until the prompt's own thread is free to take it down: until then
it also stops whatever else runs there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import comfy.model_management as management

_lock = threading.Lock()
_listeners: list[Callable[[], None]] = []
# Whether everyone has been told of the flag that is up.
_is_told = False


def listen(listener: Callable[[], None]) -> Callable[[], None]:
    """Calls `listener` once for each press, from any thread, until what this returns is called."""
    with _lock:
        _listeners.append(listener)

    def stop() -> None:
        global _is_told
        with _lock:
            _listeners.remove(listener)
            if not _listeners:
                _is_told = False

    return stop


def look() -> None:
    """Tells everyone where the button was pressed since the last time."""
    global _is_told
    with _lock:
        if _is_told or not management.processing_interrupted():
            return
        _is_told = True
        listeners = list(_listeners)
    for listener in listeners:
        listener()


def ran_into_it() -> None:
    """Tells everyone where nobody has: ComfyUI's own code takes the flag down when it runs into it."""
    with _lock:
        listeners = [] if _is_told or management.processing_interrupted() else list(_listeners)
    for listener in listeners:
        listener()


def settle() -> None:
    """Takes down the flag that everyone was told of, so that what comes next may run. On the prompt's own thread only."""
    global _is_told
    with _lock:
        if _is_told:
            management.interrupt_current_processing(False)
        _is_told = False
