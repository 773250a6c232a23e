"""What calls of one node's run work with: the host's live objects under ids, and the graph around the node."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .call import CallError


@dataclass
class Session:
    """Lives as long as the node runs; objects that the node doesn't put out are let go with it.

    prompt: the whole graph in API format: id -> {"class_type", "inputs"}.
    """

    node_id: str
    prompt: dict[str, Any]
    objects: dict[str, Any] = field(default_factory=dict)
    _types: dict[str, str] = field(default_factory=dict)

    def keep(self, value: Any, type_name: str) -> str:
        """Puts an object of ComfyUI's type `type_name` ("MODEL") under a new id, and returns that."""
        name = f"o{len(self.objects) + 1}"
        self.objects[name] = value
        self._types[name] = type_name
        return name

    def get(self, args: dict[str, Any], key: str, type_name: str) -> Any:
        """The object of that type whose id, or {"$object": id}, stands at `key` of a call's arguments. An input CallError for none."""
        given = args.get(key)
        name = given.get("$object") if isinstance(given, dict) else given
        if not isinstance(name, str) or name not in self.objects:
            raise CallError("input", f"{key}: expected the id of a {type_name}, got {given!r}.")
        if self._types[name] != type_name:
            raise CallError("input", f"{key}: expected a {type_name}, got a {self._types[name]}.")
        return self.objects[name]
