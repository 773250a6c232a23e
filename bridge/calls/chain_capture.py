"""Keeps a picture's whole way from noise to latent while the host samples it: every latent, timestep and injected noise.

The chain is euler_ancestral with eta 1, which is DDIM with eta 1 in the host's terms; probabilities are left to src/sampler.
"""

from __future__ import annotations

import hashlib
from typing import Any

import comfy.patcher_extension
import comfy.samplers
import torch

from ..call import CallError
from .sampling_object import prediction_of, sampling_name

KEY = "see-dpo-chain"


class ChainCapture:
    """One picture's chain. Everything hangs on one clone of the MODEL, which goes with it.

    The rows belong to a run of the sampler, not to the node's execution: a wrapper around the run empties them, else whatever runs
    the same model twice adds to the first run's rows.
    """

    def __init__(self, model: Any, seed: int) -> None:
        self.model = model.clone()
        self._sampling = self.model.get_model_object("model_sampling")
        if prediction_of(self._sampling) == "other":
            raise CallError("input", f"chain capture: expected a model that predicts eps or v, got {sampling_name(self._sampling)}.")
        self._seed = seed
        self._begin()
        wrappers = comfy.patcher_extension.WrappersMP
        self.model.add_wrapper_with_key(wrappers.OUTER_SAMPLE, KEY, self._around_run)
        self.model.add_wrapper_with_key(wrappers.DIFFUSION_MODEL, KEY, self._around_network)

    def sampler(self) -> comfy.samplers.KSAMPLER:
        """With a noise of our own: the host's first draw is the start noise again on the CPU of 0.3.64, and nobody hands it out."""
        return comfy.samplers.ksampler("euler_ancestral", {"eta": 1.0, "s_noise": 1.0, "noise_sampler": self._draw})

    def on_step(self, latent: torch.Tensor, sigma: torch.Tensor) -> None:
        """Takes the latent before a step, [1, channels, height, width] as the sampler has it (variance-exploding)."""
        if self._timestep is None:
            raise CallError("host", "chain capture: expected a call of the network in each step, got a step without. Remove model patches that skip steps.")
        self._latents.append(self._preserving(latent, sigma))
        self._timesteps.append(self._timestep)
        self._timestep = None

    def tensors(self, final: torch.Tensor, sigmas: torch.Tensor) -> dict[str, torch.Tensor]:
        """Of the finished chain of n steps: `x` [n + 1, ...] variance-preserving, `noise` [n, ...], `timesteps` [n].

        final: the last latent, in the model's scaled space. The noise of a last step down to sigma 0 is 0: nothing was injected.
        """
        steps = len(sigmas) - 1
        if len(self._latents) != steps:
            raise CallError("host", f"chain capture: expected {steps} steps, got {len(self._latents)}. Remove model patches that skip steps.")
        latents = [*self._latents, self._preserving(final, sigmas[-1])]
        noise = [*self._noise, *[torch.zeros_like(latents[0])] * (steps - len(self._noise))]
        return {"x": torch.cat(latents), "noise": torch.cat(noise), "timesteps": torch.tensor(self._timesteps)}

    def _begin(self) -> None:
        self._latents: list[torch.Tensor] = []
        self._noise: list[torch.Tensor] = []
        self._timesteps: list[float] = []
        self._timestep: float | None = None
        # Hashed, so that a start noise of the same seed is another one; on the CPU, so that it is the same on every device.
        digest = hashlib.sha256(f"{KEY} {self._seed}".encode()).digest()
        self._generator = torch.Generator(device="cpu").manual_seed(int.from_bytes(digest[:8], "little"))

    def _around_run(self, run: Any, *args: Any, **kwargs: Any) -> torch.Tensor:
        self._begin()
        return run(*args, **kwargs)

    def _around_network(self, network: Any, x: torch.Tensor, timesteps: torch.Tensor, *args: Any, **kwargs: Any) -> torch.Tensor:
        # With guidance one step may call it twice; all rows of all calls have the step's timestep.
        self._timestep = float(timesteps[0])
        return network(x, timesteps, *args, **kwargs)

    def _draw(self, sigma: torch.Tensor, sigma_next: torch.Tensor) -> torch.Tensor:
        like = self._latents[-1]
        noise = torch.randn(like.shape, generator=self._generator)
        self._noise.append(noise)
        return noise.to(sigma.device)

    def _preserving(self, latent: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
        """x / sqrt(sigma^2 + 1), which is what the network gets."""
        return self._sampling.calculate_input(sigma.to(latent.device), latent).detach().to("cpu", torch.float32).clone()
