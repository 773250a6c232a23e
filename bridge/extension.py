"""What ComfyUI loads: our nodes and routes."""

from __future__ import annotations

from comfy_api.latest import ComfyExtension, io

from .manifest import read_manifest
from .node_classes import node_class
from .routes import add_routes


class SeeDpoExtension(ComfyExtension):
    """Starts no process: that is left to the first one who needs it."""

    async def get_node_list(self) -> list[type[io.ComfyNode]]:
        """All nodes of plugin.json."""
        add_routes()
        return [node_class(node) for node in read_manifest().nodes]
