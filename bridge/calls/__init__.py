"""All calls by name: each module beside this one has a `CALLS: dict[str, Call]`, and is loaded when the first call is made."""

from __future__ import annotations

import functools
import importlib
import pkgutil

from ..call import Call


@functools.cache
def all_calls() -> dict[str, Call]:
    """Name -> call, of every module in this folder. Two calls of one name are an error."""
    calls: dict[str, Call] = {}
    for module in pkgutil.iter_modules(__path__):
        for name, call in getattr(importlib.import_module(f"{__name__}.{module.name}"), "CALLS", {}).items():
            if name in calls:
                raise ValueError(f"bridge/calls: expected one call named {name}, got a second one in {module.name}.py")
            calls[name] = call
    return calls
