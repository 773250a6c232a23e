"""Small models with random weights that ComfyUI takes as Stable Diffusion 1 (one level of 320 channels), and LoRAs for them.

Also run by itself (make_small_models.py) by tests that need such files in a live host.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import comfy.sd1_clip
import comfy.taesd.taesd
import torch
from comfy.ldm.modules.diffusionmodules.openaimodel import UNetModel
from safetensors.torch import save_file

# The host's own names, as it would find them from the tensors' shapes.
SD15_UNET: dict[str, Any] = {
    "image_size": 32,
    "in_channels": 4,
    "out_channels": 4,
    "model_channels": 320,
    "num_res_blocks": [1],
    "channel_mult": [1],
    "transformer_depth": [1],
    "transformer_depth_output": [0, 0],
    "transformer_depth_middle": -1,
    "context_dim": 768,
    "num_heads": 8,
    "use_spatial_transformer": True,
    "use_linear_in_transformer": False,
    "use_temporal_attention": False,
    "adm_in_channels": None,
    "legacy": False,
}
MODULES = [f"transformer_blocks.0.attn{attention}.to_{name}" for attention in (1, 2) for name in ("q", "k", "v", "out.0")]

Tensors = dict[str, torch.Tensor]


def unet_tensors(seed: int = 1, **changes: Any) -> Tensors:
    """15.9 M random weights, in F16; the last layer is small, so that pictures stay finite."""
    shapes = UNetModel(**{**SD15_UNET, **changes}, device="meta").state_dict()
    generator = torch.Generator().manual_seed(seed)
    tensors = {}
    for name, like in shapes.items():
        if like.ndim == 1:
            tensors[name] = torch.full(like.shape, 1.0 if name.endswith("weight") else 0.0).half()
        else:
            scale = like[0].numel() ** -0.5
            tensors[name] = (torch.randn(like.shape, generator=generator) * scale).half()
    return tensors


def vae_tensors(seed: int = 2) -> Tensors:
    """TAESD, 2.4 M random weights: other latents give other pictures. The host's own class leaves its weights as memory happens to be."""
    generator = torch.Generator().manual_seed(seed)
    tensors = {}
    for name, like in comfy.taesd.taesd.TAESD().state_dict().items():
        if like.ndim == 4:
            tensors[name] = (torch.randn(like.shape, generator=generator) * like[0].numel() ** -0.5).half()
        else:
            tensors[name] = torch.full(like.shape, 1.0 if name.endswith("scale") else 0.0).half()
    return tensors


def write_unet(path: Path, tensors: Tensors, extra: Tensors | None = None) -> None:
    """A checkpoint of a UNet and nothing else, or with what stands beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({**{f"model.diffusion_model.{name}": tensor for name, tensor in tensors.items()}, **(extra or {})}, path)


def write_checkpoint(path: Path, seed: int = 1) -> None:
    """UNet, VAE and CLIP-L. The text encoder's file is sparse: 246 MB by name, 1 MB on disk.

    Its linear weights are holes, and so are the rows of all tokens but the first 512 and the two markers: text still matters for
    single letters.
    """
    tensors = {f"model.diffusion_model.{name}": tensor for name, tensor in unet_tensors(seed).items()}
    tensors.update({f"first_stage_model.{name}": tensor for name, tensor in vae_tensors().items()})
    holes: dict[str, tuple[list[int], dict[int, torch.Tensor]]] = {}
    generator = torch.Generator().manual_seed(seed)
    for name, like in comfy.sd1_clip.SDClipModel(device="meta", dtype=torch.float16).transformer.state_dict().items():
        if name.startswith("text_projection"):
            continue
        key = f"cond_stage_model.transformer.{name}"
        if name.endswith("token_embedding.weight"):
            rows = {0: torch.randn([512, like.shape[1]], generator=generator) * 0.02, 49406: torch.randn([2, like.shape[1]], generator=generator) * 0.02}
            holes[key] = list(like.shape), rows
        elif like.ndim == 2 and "position_embedding" not in name:
            holes[key] = list(like.shape), {}
        elif like.ndim == 2:
            tensors[key] = (torch.randn(like.shape, generator=generator) * 0.02).half()
        else:
            tensors[key] = torch.full(like.shape, 1.0 if "norm" in name and name.endswith("weight") else 0.0).half()
    _write_sparse(path, tensors, holes)


def lora_tensors(seed: int, rank: int = 4, alpha: float = 2.0, modules: list[str] | None = None) -> Tensors:
    """Under kohya's names, for the attention in input_blocks.1."""
    generator = torch.Generator().manual_seed(seed)
    tensors = {}
    for module in modules or MODULES:
        name = f"lora_unet_down_blocks_0_attentions_0_{module.replace('.', '_')}"
        width = 768 if "attn2.to_k" in module or "attn2.to_v" in module else 320
        tensors[f"{name}.lora_down.weight"] = torch.randn([rank, width], generator=generator) * width**-0.5
        tensors[f"{name}.lora_up.weight"] = torch.randn([320, rank], generator=generator) * 0.1
        tensors[f"{name}.alpha"] = torch.tensor(alpha)
    return tensors


def _write_sparse(path: Path, tensors: Tensors, holes: dict[str, tuple[list[int], dict[int, torch.Tensor]]]) -> None:
    header: dict[str, Any] = {}
    offset = 0
    for name, shape in [*((name, list(tensor.shape)) for name, tensor in tensors.items()), *((name, shape) for name, (shape, _) in holes.items())]:
        size = 2 * int(torch.tensor(shape).prod())
        header[name] = {"dtype": "F16", "shape": shape, "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.truncate(8 + len(text) + offset)
        pieces = [(name, 0, tensor) for name, tensor in tensors.items()]
        pieces += [(name, row * shape[1] * 2, rows) for name, (shape, filled) in holes.items() for row, rows in filled.items()]
        for name, inside, tensor in pieces:
            file.seek(8 + len(text) + header[name]["data_offsets"][0] + inside)
            file.write(tensor.half().contiguous().numpy().tobytes())
