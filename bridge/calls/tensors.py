"""Tensors and pictures as the files that travel with a call: safetensors in F32, PNG."""

from __future__ import annotations

import io

import numpy as np
import safetensors.torch
import torch
from PIL import Image, ImageOps

from ..call import CallError

# Twice what ComfyUI's own largest picture has (16384 x 8192); Pillow alone would refuse at 179 million.
MAX_PIXELS = 2**28


def to_safetensors(tensors: dict[str, torch.Tensor]) -> bytes:
    """F32 on the CPU, whatever the host computed with. Clones, since tensors made in inference mode may share their storage."""
    return safetensors.torch.save({name: tensor.detach().to("cpu", torch.float32).contiguous().clone() for name, tensor in tensors.items()})


def from_safetensors(file: bytes, name: str) -> torch.Tensor:
    """The tensor `name` of an attachment; an input CallError says what is there instead."""
    try:
        tensors = safetensors.torch.load(file)
    except Exception as error:
        raise CallError("input", f"an attachment: expected a safetensors file, got {len(file)} bytes that are none ({error}).") from error
    if name not in tensors:
        raise CallError("input", f"an attachment: expected a tensor '{name}', got {', '.join(list(tensors)[:3]) or 'none'}.")
    return tensors[name].float()


def to_png(picture: torch.Tensor) -> bytes:
    """One picture [height, width, 1, 3 or 4] in [0, 1]. Rounded, so that a file's bytes come back; the host's SaveImage cuts off."""
    values = (255.0 * picture.detach().to("cpu", torch.float32)).clamp(0, 255).round().to(torch.uint8).numpy()
    out = io.BytesIO()
    Image.fromarray(values[..., 0] if values.shape[-1] == 1 else values).save(out, format="PNG", compress_level=4)
    return out.getvalue()


def from_picture(file: bytes) -> torch.Tensor:
    """A PNG, JPEG or WebP file as [1, height, width, 3] in [0, 1], upright, without alpha, as the host's LoadImage gives it."""
    try:
        with Image.open(io.BytesIO(file), formats=("PNG", "JPEG", "WEBP")) as opened:
            width, height = opened.size
            if width * height > MAX_PIXELS:
                raise CallError("input", f"a picture: expected at most {MAX_PIXELS} pixels, got {width} x {height}.")
            image = ImageOps.exif_transpose(opened).convert("RGB")
    except CallError:
        raise
    except Exception as error:
        raise CallError("input", f"a picture: expected a PNG, JPEG or WebP file, got {len(file)} bytes that are none ({error}).") from error
    return torch.from_numpy(np.array(image).astype(np.float32) / 255.0)[None]
