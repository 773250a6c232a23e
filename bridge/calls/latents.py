"""A MODEL's latents: their shape, and the way between the graph's latents (the VAE's own) and the model's scaled space."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import comfy.latent_formats

from ..call import CallError

if TYPE_CHECKING:
    import torch

    from ..session import Session

# ComfyUI below 0.3.65 doesn't keep it with the format; every format that we meet there has it, our own included.
USUAL_DOWNSCALE = 8


def latent_format(model: Any) -> comfy.latent_formats.LatentFormat:
    """How the model's latents are scaled."""
    return model.get_model_object("latent_format")


def downscale(form: comfy.latent_formats.LatentFormat) -> int:
    """Pixels per latent, in each direction."""
    return int(getattr(form, "spacial_downscale_ratio", USUAL_DOWNSCALE))


def format_of(session: Session, args: dict[str, Any], channels: int | None = None) -> comfy.latent_formats.LatentFormat:
    """The latent format of the call's `model`, where it has one; without, four channels are Stable Diffusion 1's."""
    if args.get("model") is not None:
        return latent_format(session.get(args, "model", "MODEL"))
    if channels not in (None, 4):
        raise CallError("input", f"model: expected the MODEL that these latents belong to, got none, and {channels} channels don't tell.")
    return comfy.latent_formats.SD15()


def picture_latent(samples: torch.Tensor) -> torch.Tensor:
    """Latents of pictures, [n, channels, height, width]; a CallError for videos and sounds."""
    if getattr(samples, "is_nested", False) or samples.ndim != 4:
        raise CallError("input", "latents: expected those of pictures, got a video's or a sound's. Use an image model.")
    return samples
