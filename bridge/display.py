"""What a running node shows in the browser: a progress bar, a preview and a line of text."""

from __future__ import annotations

import io
import logging

from comfy_api.latest import ComfyAPI
from PIL import Image

from . import host


class Display:
    """Of one node in the running prompt. client_id: the browser tab that has queued it; without one nobody looks."""

    def __init__(self, node_id: str, client_id: str | None) -> None:
        self._node_id = node_id
        self._client_id = client_id
        self._progress = (0.0, 1.0)

    async def progress(self, value: float, maximum: float) -> None:
        """`value` of `maximum` is done."""
        self._progress = (value, max(maximum, 1))
        await self._show()

    async def preview(self, picture: bytes) -> None:
        """A PNG, JPEG or WebP file."""
        try:
            image = Image.open(io.BytesIO(picture))
            image.load()
        except Exception as error:  # A preview is worth no failed run.
            logging.getLogger(__name__).warning("SEE-DPO: a preview could not be shown: %s", error)
            return
        await self._show(image if image.format == "PNG" else image.convert("RGB"))

    def text(self, text: str) -> None:
        """Replaces the line before."""
        host.server().send_progress_text(text, self._node_id, self._client_id)

    async def _show(self, image: Image.Image | None = None) -> None:
        # Not ComfyAPI().execution: 0.3.64 announces it, but has none.
        await ComfyAPI.Execution().set_progress(*self._progress, node_id=self._node_id, preview_image=image)
