"""A sampler that keeps a picture's whole way from noise to latent: every latent, timestep and injected noise.

It is the host's euler_ancestral with eta 1, which is DDIM with eta 1 in the host's terms. Probabilities are left to src/sampler.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from typing import Any

import comfy.samplers
import torch

from ..call import CallError
from .sampling_object import prediction_of, sampling_name


class ChainSampler:
    """Draws one picture, and holds the chain of its last run: the sampler keeps it, not the MODEL, which a cached node hands out again.

    The step is written so that it loses no digits. The host's own moves x by d (sigma_down - sigma): with zero terminal SNR sigma is
    4518 there, and the latent after the first step is off by 2e-4. Nor does the host hand out the noise, whose first draw on the CPU
    of 0.3.64 is the start noise again.
    """

    def __init__(self, sampling: Any, seed: int) -> None:
        if prediction_of(sampling) == "other":
            raise CallError("input", f"chain: expected a model that predicts eps or v, got {sampling_name(sampling)}. Sample without a chain.")
        self._sampling = sampling
        self._seed = seed
        self._latents: list[torch.Tensor] = []
        self._noise: list[torch.Tensor] = []
        self._timesteps: list[float] = []
        self._sigmas: list[float] = []

    def sampler(self) -> comfy.samplers.KSAMPLER:
        """What the host's samplers take."""
        return comfy.samplers.KSAMPLER(self._walk)

    def tensors(self) -> dict[str, torch.Tensor]:
        """Of a chain of n steps: `x` [n + 1, ...] variance-preserving, `noise` [n, ...], `timesteps` [n], `sigmas` [n + 1].

        `x` is what the network gets, x / sqrt(sigma^2 + 1). A last step down to sigma 0 injects nothing: its noise is 0.
        """
        latents, noise = torch.cat(self._latents), torch.cat(self._noise)
        return {"x": latents, "noise": noise, "timesteps": torch.tensor(self._timesteps), "sigmas": torch.tensor(self._sigmas)}

    def _walk(
        self,
        model: Any,
        x: torch.Tensor,
        sigmas: torch.Tensor,
        extra_args: dict[str, Any] | None = None,
        callback: Callable[[dict[str, Any]], None] | None = None,
        disable: bool | None = None,
    ) -> torch.Tensor:
        """The interface of k-diffusion's samplers. x_p = x0 + sigma_down eps + sigma_up z with eps = (x - x0) / sigma."""
        # Hashed, so that a start noise of the same seed is another one; on the CPU, so that it is the same on every device.
        digest = hashlib.sha256(f"see-dpo-chain {self._seed}".encode()).digest()
        generator = torch.Generator(device="cpu").manual_seed(int.from_bytes(digest[:8], "little"))
        self._latents, self._noise = [self._preserving(x, sigmas[0])], []
        self._timesteps = [float(self._sampling.timestep(sigma)) for sigma in sigmas[:-1]]
        self._sigmas = sigmas.tolist()
        for step, (sigma, following) in enumerate(zip(self._sigmas[:-1], self._sigmas[1:], strict=True)):
            denoised = model(x, sigmas[step] * x.new_ones([x.shape[0]]), **(extra_args or {}))
            if callback is not None:
                callback({"x": x, "i": step, "sigma": sigmas[step], "sigma_hat": sigmas[step], "denoised": denoised})
            noise = torch.randn(x.shape, generator=generator) if following > 0 else torch.zeros(x.shape)
            # sigma_up^2 = sigma_p^2 (1 - sigma_p^2 / sigma^2), and what is left of sigma_p^2 is sigma_down^2.
            up, down = following * math.sqrt(1 - (following / sigma) ** 2), following**2 / sigma
            x = denoised + (x - denoised) * (down / sigma) + noise.to(x) * up
            self._noise.append(noise)
            self._latents.append(self._preserving(x, sigmas[step + 1]))
        return x

    def _preserving(self, latent: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
        return self._sampling.calculate_input(sigma.to(latent.device), latent).detach().to("cpu", torch.float32).clone()
