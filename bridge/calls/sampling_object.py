"""What a live MODEL's sampling object says: prediction type and noise schedule. Files don't tell reliably, merges lose their markers."""

from __future__ import annotations

from typing import Any, Literal

import comfy.model_sampling
import torch

Prediction = Literal["eps", "v", "other"]

# Relative, on sigma; the host's own table is in F32.
TOLERANCE = 1e-3


def prediction_of(sampling: Any) -> Prediction:
    """What the model is trained to predict, as ComfyUI's sampling object says."""
    kind = _kind(sampling)
    if kind is comfy.model_sampling.V_PREDICTION:
        return "v"
    return "eps" if kind is comfy.model_sampling.EPS else "other"


def has_zero_terminal_snr(sampling: Any) -> bool | None:
    """Whether Stable Diffusion's schedule is rescaled to end without signal; None for a schedule that is another one."""
    sigmas = getattr(sampling, "sigmas", None)
    if not isinstance(sigmas, torch.Tensor):
        return None
    for is_rescaled in (False, True):
        wanted = comfy.model_sampling.ModelSamplingDiscrete(zsnr=is_rescaled).sigmas
        if sigmas.shape == wanted.shape and torch.allclose(sigmas.to("cpu", torch.float32), wanted, rtol=TOLERANCE):
            return is_rescaled
    return None


def sampling_name(sampling: Any) -> str:
    """The classes behind the object, as the host calls them: "ModelSamplingDiscrete, LCM"."""
    schedule = next((kind for kind in type(sampling).__mro__[1:] if issubclass(kind, torch.nn.Module)), type(sampling))
    kind = _kind(sampling)
    return schedule.__name__ if kind is None else f"{schedule.__name__}, {kind.__name__}"


def _kind(sampling: Any) -> type | None:
    """The host builds the object's class from a schedule (a module) and a kind of prediction, whose first class decides."""
    kinds = (kind for kind in type(sampling).__mro__ if not issubclass(kind, torch.nn.Module))
    return next((kind for kind in kinds if hasattr(kind, "calculate_denoised")), None)
