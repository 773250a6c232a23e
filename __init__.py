"""comfyui-see-dpo for ComfyUI: nodes, and the way from the browser to the sidecar. Everything that decides is TypeScript, in src/."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from comfy_api.latest import ComfyExtension

WEB_DIRECTORY = "web"


async def comfy_entrypoint() -> ComfyExtension:
    """Called by ComfyUI once, while it loads its packs."""
    from .bridge.extension import SeeDpoExtension

    return SeeDpoExtension()
