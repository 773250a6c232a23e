"""Values on their way between ComfyUI and the sidecar: what is plain JSON travels, everything else stays here under an id."""

from __future__ import annotations

import io
import json
from typing import Any

import comfy.utils
import numpy as np
import torch
from PIL import Image

from .errors import SeeDpoError
from .session import Session

_PLAIN = {"STRING", "INT", "FLOAT", "BOOLEAN", "COMBO"}


def outgoing(node: dict[str, Any], inputs: dict[str, Any], session: Session) -> dict[str, Any]:
    """The node's inputs for the sidecar. A SeeDpoError where a plain one can't be written as JSON."""
    types = {spec["id"]: spec["type"] for spec in node["inputs"]}
    return {name: _outgoing(name, value, types[name], session) for name, value in inputs.items() if name in types and value is not None}


def _outgoing(name: str, value: Any, type_name: str, session: Session) -> Any:
    if type_name in _PLAIN or type_name.startswith("SEE_DPO_"):
        try:
            json.dumps(value, allow_nan=False)
        except (TypeError, ValueError) as error:
            raise SeeDpoError(f"{name}: expected a {type_name} as plain data, got {type(value).__name__} ({error}).") from error
        return value
    described: dict[str, Any] = {"$object": session.keep(value, type_name), "type": type_name}
    if type_name == "IMAGE" and isinstance(value, torch.Tensor) and value.ndim == 4:
        described["count"], described["height"], described["width"] = value.shape[:3]
    return described


def incoming(value: Any, session: Session, attachments: list[bytes]) -> Any:
    """One of the node's outputs, as ComfyUI's other nodes take it."""
    if not isinstance(value, dict):
        return value
    if "$object" in value:
        return session.objects[value["$object"]]
    if "$images" in value:
        return _image_batch([attachments[i] for i in value["$images"]])
    if "$lora" in value:
        return comfy.utils.load_torch_file(value["$lora"], safe_load=True)
    if "$lossMap" in value:
        return {"loss": value["$lossMap"]}
    return value


def _image_batch(files: list[bytes]) -> torch.Tensor:
    """[count, height, width, 3], 0 to 1, as every IMAGE in ComfyUI."""
    pictures = [np.asarray(Image.open(io.BytesIO(file)).convert("RGB"), dtype=np.float32) / 255 for file in files]
    return torch.from_numpy(np.stack(pictures))
