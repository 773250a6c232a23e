"""Prompts by the host's own text encoders (real classes and vocabularies, three layers, random weights); text.test.ts says what is right."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import comfy.model_base
import comfy.sd
import comfy.sd1_clip
import comfy.sdxl_clip
import comfy.supported_models_base
import torch
from comfy.ldm.modules.diffusionmodules.openaimodel import Timestep
from host import call, finish, node, refused, session
from safetensors.torch import load

FEW_LAYERS = {"num_hidden_layers": 3, "intermediate_size": 64}
OPTIONS = {"clip_l_model_config": FEW_LAYERS, "clip_g_model_config": FEW_LAYERS}


def encoder(kind: str) -> Any:
    """A CLIP of the host's with random weights."""
    classes = {"sd1": (comfy.sd1_clip.SD1Tokenizer, comfy.sd1_clip.SD1ClipModel), "sdxl": (comfy.sdxl_clip.SDXLTokenizer, comfy.sdxl_clip.SDXLClipModel)}
    clip = comfy.sd.CLIP(comfy.supported_models_base.ClipTarget(*classes[kind]), model_options=OPTIONS)
    torch.manual_seed(1)
    for name, weight in clip.cond_stage_model.named_parameters():
        if weight.ndim < 2:
            weight.copy_(torch.full_like(weight, 1.0 if "norm" in name and name.endswith("weight") else 0.0))
        else:
            weight.copy_(torch.randn(weight.shape) * weight.shape[-1] ** -0.5)
    return clip


def item(kind: str, text: str, width: int = 1024, height: int = 1024) -> dict[str, Any]:
    at = session()
    clip = encoder(kind)
    answer = call("text.encode", at, {"clip": at.keep(clip, "CLIP"), "texts": [text, ""], "width": width, "height": height})
    stock = node("CLIPTextEncode")().encode(clip, text)[0]
    read = call("conditioning.read", at, {"conditioning": at.keep(stock, "CONDITIONING"), "width": width, "height": height})
    tensors, again = load(answer.attachments[0]), load(read.attachments[0])
    result = {
        "items": answer.value["items"],
        "shapes": {name: list(tensor.shape) for name, tensor in tensors.items()},
        "same as stock": torch.equal(tensors["context"], stock[0][0][0]) and torch.equal(tensors["pooled"], stock[0][1]["pooled_output"][0]),
        "same when read": tensors.keys() == again.keys() and all(torch.equal(tensors[name], again[name]) for name in tensors),
        "finite": all(bool(tensor.isfinite().all()) for tensor in tensors.values()),
        "texts differ": not torch.equal(tensors["context"], load(answer.attachments[1])["context"]),
    }
    if "y" in tensors:
        embedding = Timestep(256)
        sizes = torch.cat([embedding(torch.Tensor([value])) for value in (height, width, 0, 0, height, width)]).flatten()
        result["y"] = float((tensors["y"] - torch.cat([tensors["pooled"], sizes])).abs().max())
        own = [[stock[0][0], {**stock[0][1], "width": 4 * width, "height": height, "crop_w": 8, "crop_h": 16, "target_width": width, "target_height": height}]]
        taken = load(call("conditioning.read", at, {"conditioning": at.keep(own, "CONDITIONING"), "width": 64, "height": 64}).attachments[0])["y"]
        wanted = comfy.model_base.SDXL.encode_adm(SimpleNamespace(embedder=embedding, noise_augmentor=None), **own[0][1])[0]
        result["own sizes"] = torch.equal(taken, wanted)
    return result


def special() -> dict[str, Any]:
    """Prompts that are more than one context for the whole picture and all steps."""
    plain = [torch.zeros([1, 77, 768]), {}]
    given = {
        "two parts": [plain, plain],
        "area": [[plain[0], {"area": (8, 8, 0, 0)}]],
        "mask": [[plain[0], {"mask": torch.zeros(1, 8, 8)}]],
        "control": [[plain[0], {"control": object()}]],
        "steps": [[plain[0], {"start_percent": 0.2, "end_percent": 1.0}]],
        "hooks": [[plain[0], {"hooks": object()}]],
    }
    at = session()
    return {name: refused("conditioning.read", at, {"conditioning": at.keep(value, "CONDITIONING")})["message"] for name, value in given.items()}


at = session()
finish(
    {
        "sd1": item("sd1", "a (red:1.3) flower, embedding of nothing"),
        "sd1 long": item("sd1", "flower " * 100),
        "sdxl": item("sdxl", "a red flower", width=832, height=1216),
        "special": special(),
        "not an id": refused("text.encode", at, {"clip": "o7", "texts": []}),
        "not a clip": refused("text.encode", at, {"clip": at.keep(object(), "VAE"), "texts": []}),
    }
)
