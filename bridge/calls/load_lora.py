"""A LoRA file on a MODEL through the host's own loader, with an error where the host would only log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import comfy.lora
import comfy.lora_convert
import comfy.utils

from ..call import CallError

if TYPE_CHECKING:
    import torch

    from ..session import Session

# Where a session keeps the MODEL with its last LoRA. A new clone for each picture would have the host patch all weights again.
LAST = "lora of the last sample"


def lora_patches(model: Any, path: Path) -> dict[Any, Any]:
    """What the host would add to the MODEL's patches for that file: weight name -> adapter. Tensors that it doesn't know are left out."""
    tensors = comfy.lora_convert.convert_lora(comfy.utils.load_torch_file(str(path), safe_load=True))
    return comfy.lora.load_lora(tensors, comfy.lora.model_lora_keys_unet(model.model, {}), log_missing=False)


def with_lora(session: Session, model: Any, lora: dict[str, Any] | None) -> Any:
    """The MODEL with the LoRA {"path", "strength"} in front of it, as LoraLoaderModelOnly makes it; the MODEL itself without one."""
    if lora is None:
        return model
    path, strength = Path(lora["path"]), float(lora["strength"])
    if not path.is_file():
        raise CallError("input", f"LoRA: expected a file at {path}, got none. Export it again.")
    key = (str(path), path.stat().st_mtime_ns, strength)
    last = session.objects.get(LAST)
    if last is not None and last[0] is model and last[1] == key:
        return last[2]
    patches = lora_patches(model, path)
    shapes = {name: weight.shape for name, weight in model.model.state_dict().items()}
    if not patches or not all(_fits(shapes.get(name), patch) for name, patch in patches.items()):
        raise CallError("input", f"LoRA {path.name}: expected one for this model, got one whose layers it doesn't have. It belongs to another model.")
    patched = model.clone()
    patched.add_patches(patches, strength)
    session.objects[LAST] = (model, key, patched)
    return patched


def _fits(shape: torch.Size | None, patch: Any) -> bool:
    """Where a LoRA's matrices don't, the host only writes a line into its log and samples without that layer."""
    if shape is None:
        return False
    if getattr(patch, "name", None) != "lora":
        return True
    up, down = patch.weights[:2]
    return up.shape[0] == shape[0] and up.shape[1] == down.shape[0] and down[0].numel() == shape[1:].numel()
