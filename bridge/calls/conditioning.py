"""Prompts as training takes them: one context, one pooled vector, and SDXL's vector of pooled text and sizes, as the host computes it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import comfy.model_base
import torch
from comfy.ldm.modules.diffusionmodules.openaimodel import Timestep

from ..call import CallError
from .tensors import to_safetensors

if TYPE_CHECKING:
    from ..session import Session

# [[tensor [n, tokens, dim], {"pooled_output": ...}], ...]
Conditioning = list[list[Any]]

# Where a session keeps its encoded prompts, and how many: 0.6 MB each for SDXL.
PROMPTS = "encoded prompts"
MAX_PROMPTS = 256

SDXL_CONTEXT = 2048
SDXL_POOLED = 1280

# What makes a prompt more than one context for the whole picture and all steps; training knows no such thing.
SPECIAL_KEYS = {
    "control": "a ControlNet",
    "hooks": "hooks",
    "area": "an area",
    "mask": "a mask",
    "gligen": "GLIGEN boxes",
    "start_percent": "a range of steps",
    "timestep_start": "a range of steps",
    "clip_start_percent": "a range of steps",
    "unclip_conditioning": "an unCLIP picture",
    "concat_latent_image": "an inpainting picture",
    "reference_latents": "reference latents",
}


def encode_text(clip: Any, text: str) -> Conditioning:
    """What the stock CLIPTextEncode gives."""
    try:
        return clip.encode_from_tokens_scheduled(clip.tokenize(text))
    except ValueError as error:
        raise CallError("input", str(error)) from error


def encoded(session: Session, clip: Any, text: str) -> Conditioning:
    """As encode_text, once for each text of a session: pictures that share a prompt don't wait for the text encoder to come and go."""
    prompts: dict[tuple[int, str], Conditioning] = session.objects.setdefault(PROMPTS, {})
    key = (id(clip), text)
    if key not in prompts:
        if len(prompts) >= MAX_PROMPTS:
            prompts.clear()
        prompts[key] = encode_text(clip, text)
    return prompts[key]


def given_conditioning(session: Session, args: dict[str, Any], key: str) -> Conditioning:
    """The CONDITIONING at `key` of a call's arguments: an object's id, or {"clip": id, "text"} to encode now."""
    given = args.get(key)
    if isinstance(given, dict) and "text" in given:
        return encoded(session, session.get(given, "clip", "CLIP"), str(given["text"]))
    return session.get(args, key, "CONDITIONING")


def plain_prompt(conditioning: Conditioning) -> tuple[torch.Tensor, dict[str, Any]]:
    """The one context [tokens, dim] and what stands beside it. An input CallError says what training can't use."""
    if len(conditioning) != 1:
        raise CallError("input", f"conditioning: expected one prompt for the whole picture, got {len(conditioning)} parts. Use one CLIPTextEncode.")
    context, options = conditioning[0]
    special = next((what for key, what in SPECIAL_KEYS.items() if options.get(key) is not None), None)
    if special is not None:
        raise CallError("input", f"conditioning: expected a plain prompt, got one with {special}, which training can't use. Connect the CLIPTextEncode itself.")
    return context[0], options


def prompt_file(conditioning: Conditioning, width: int, height: int) -> tuple[dict[str, Any], bytes]:
    """A prompt's {"tokens", "dim", "pooled"} and its safetensors `context` [tokens, dim], `pooled` [d], for SDXL `y` [2816]."""
    context, options = plain_prompt(conditioning)
    tensors = {"context": context}
    pooled = options.get("pooled_output")
    if pooled is not None:
        tensors["pooled"] = pooled[0]
        if context.shape[-1] == SDXL_CONTEXT and pooled.shape[-1] == SDXL_POOLED:
            tensors["y"] = _sdxl_vector(options, width, height)[0]
    tokens, dim = context.shape
    return {"tokens": tokens, "dim": dim, "pooled": None if pooled is None else pooled.shape[-1]}, to_safetensors(tensors)


def _sdxl_vector(options: dict[str, Any], width: int, height: int) -> torch.Tensor:
    """The host's own method, without a model: it needs the embedding of sizes only. The prompt's own sizes come first."""
    sizes = {"width": width, "height": height, **options}
    return comfy.model_base.SDXL.encode_adm(SimpleNamespace(embedder=Timestep(256), noise_augmentor=None), **sizes)
