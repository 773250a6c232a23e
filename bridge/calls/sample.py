"""`sample`: one picture by the host's own sampling, with the person's settings, and on request its whole chain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import comfy.sample
import comfy.samplers
import torch

from ..call import Answer, Call, CallError
from .chain_sampler import ChainSampler
from .conditioning import given_conditioning
from .latents import downscale, latent_format
from .load_lora import with_lora
from .tensors import to_png, to_safetensors

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..session import Session
    from ..watch import Watch


def sample(session: Session, args: dict[str, Any], attachments: list[bytes], watch: Watch) -> Answer:
    """Draws one picture.

    {model, positive, negative, width, height, seed, steps, cfg, sampler, scheduler, startSeed?, chain?, lora?: {path, strength},
    vae?} -> {"width", "height", "chain": {"timesteps", "sigmas"} | null}; safetensors `latent` [channels, height, width] in the
    model's scaled space, the picture as PNG where there is a VAE, with `chain` a safetensors file of it
    (ChainSampler.tensors). `startSeed` names the start noise alone. A chain is sampled by euler_ancestral, whatever `sampler` says.
    """
    model = with_lora(session, session.get(args, "model", "MODEL"), args.get("lora"))
    prompts = given_conditioning(session, args, "positive"), given_conditioning(session, args, "negative")
    empty = empty_latent(model, int(args["width"]), int(args["height"]))
    seed = int(args["seed"])
    noise = comfy.sample.prepare_noise(empty, int(args.get("startSeed", seed)))
    settings = {"steps": int(args["steps"]), "cfg": float(args["cfg"]), "scheduler": args["scheduler"], "seed": seed}
    if args.get("chain"):
        samples, chain = draw_chain(model, prompts, empty, noise, watch, **settings)
    else:
        samples, chain = draw(model, prompts, empty, noise, watch, sampler=args["sampler"], **settings), None

    files = [to_safetensors({"latent": latent_format(model).process_in(samples)[0]})]
    if args.get("vae") is not None:
        files.append(to_png(session.get(args, "vae", "VAE").decode(samples)[0]))
    value: dict[str, Any] = {"width": int(args["width"]), "height": int(args["height"]), "chain": None}
    if chain is not None:
        value["chain"] = {"timesteps": chain["timesteps"].tolist(), "sigmas": chain["sigmas"].tolist()}
        files.append(to_safetensors(chain))
    return Answer(value, files)


def empty_latent(model: Any, width: int, height: int) -> torch.Tensor:
    """[1, channels, height, width] of zeros for a picture of so many pixels."""
    form = latent_format(model)
    if form.latent_dimensions != 2:
        raise CallError("input", "sample: expected an image model, got one for videos or sounds.")
    ratio = downscale(form)
    if width < ratio or height < ratio or width % ratio or height % ratio:
        raise CallError("input", f"sample: expected a width and height that {ratio} divides, got {width} x {height}.")
    return torch.zeros([1, form.latent_channels, height // ratio, width // ratio])


def draw(
    model: Any,
    prompts: tuple[Any, Any],
    empty: torch.Tensor,
    noise: torch.Tensor,
    watch: Watch,
    *,
    steps: int,
    cfg: float,
    sampler: str,
    scheduler: str,
    seed: int,
) -> torch.Tensor:
    """The stock KSampler's result, as it stands in the graph."""
    _check(sampler, comfy.samplers.KSampler.SAMPLERS, "sampler")
    _check(scheduler, comfy.samplers.KSampler.SCHEDULERS, "scheduler")

    return comfy.sample.sample(
        model, noise, steps, cfg, sampler, scheduler, *prompts, empty, denoise=1.0, callback=_reporter(watch), disable_pbar=True, seed=seed
    )


def draw_chain(
    model: Any,
    prompts: tuple[Any, Any],
    empty: torch.Tensor,
    noise: torch.Tensor,
    watch: Watch,
    *,
    steps: int,
    cfg: float,
    scheduler: str,
    seed: int,
) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    """As `draw`, by euler_ancestral with eta 1: the result and the chain."""
    _check(scheduler, comfy.samplers.KSampler.SCHEDULERS, "scheduler")
    chain = ChainSampler(model.get_model_object("model_sampling"), seed)
    sigmas = comfy.samplers.KSampler(model, steps, "cpu", sampler="euler_ancestral", scheduler=scheduler, denoise=1.0).sigmas

    samples = comfy.sample.sample_custom(model, noise, cfg, chain.sampler(), sigmas, *prompts, empty, callback=_reporter(watch), disable_pbar=True, seed=seed)
    return samples, chain.tensors()


def _reporter(watch: Watch) -> Callable[..., None]:
    """The host's callback after each step."""
    return lambda step, denoised, latent, total: watch.progress(step + 1, total)


def _check(name: Any, names: list[str], what: str) -> None:
    """The host takes its first one in place of an unknown one."""
    if name not in names:
        raise CallError("input", f"sample: expected a {what} that this ComfyUI knows, got {name!r}.")


CALLS: dict[str, Call] = {"sample": sample}
