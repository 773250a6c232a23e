"""The demo model inside the host: what demo-model.test.ts compares with our own engine."""

from __future__ import annotations

from typing import Any

import comfy.model_management
import comfy.patcher_extension
import comfy.sample
import comfy.samplers
import torch
from bridge.calls.load_lora import with_lora
from bridge.calls.sample import draw, empty_latent
from bridge.calls.tensors import to_safetensors
from host import INPUT, LOG, Watch, call, finish, node, refused, save, session
from safetensors.torch import load, load_file

PROMPT, OTHER, STEPS, CFG = INPUT["prompt"], INPUT["other"], INPUT["steps"], INPUT["cfg"]
LORA = {"path": INPUT["lora"], "strength": INPUT["strength"]}
SIZE = {"width": 32, "height": 32}

at = session()
ids = call("demo.load", at, {}).value
model, clip, vae = (at.objects[ids[name]] for name in ("model", "clip", "vae"))
positive = node("CLIPTextEncode")().encode(clip, PROMPT)[0]
negative = node("CLIPTextEncode")().encode(clip, "")[0]
asked = {
    "model": ids["model"],
    "positive": at.keep(positive, "CONDITIONING"),
    "negative": {"clip": ids["clip"], "text": ""},
    **SIZE,
    "seed": 11,
    "steps": STEPS,
    "cfg": CFG,
    "sampler": "euler",
    "scheduler": "simple",
}


def parity() -> dict:
    """Our own start noise through the host's euler, without and with our LoRA; the files are latents in the scaled space."""
    noise = load_file(INPUT["noise"])["noise"][None]
    settings = {"steps": STEPS, "cfg": CFG, "sampler": "euler", "scheduler": "simple", "seed": 1}
    result = {}
    for name, lora in (("base", None), ("lora", LORA)):
        with torch.inference_mode():
            chosen = with_lora(at, model, lora)
            empty = empty_latent(chosen, 32, 32)
            samples = draw(chosen, (positive, negative), empty, noise.clone(), Watch(lambda value, maximum: None), **settings)
        file = {"latent": model.model.process_latent_in(samples)[0]}
        result[name] = save(f"{name}.safetensors", to_safetensors(file))
        result[f"{name} picture"] = save(f"{name}-picture.safetensors", to_safetensors({"latent": vae.decode(samples)[0].movedim(-1, 0)}))
    return result


def stock_nodes() -> dict:
    """The same pictures from nodes that everybody has."""
    LOG.lines.clear()
    loader = node("LoraLoaderModelOnly")()
    with_stock_lora = loader.load_lora_model_only(model, INPUT["loraName"], INPUT["strength"])[0]
    latent = {"samples": torch.zeros([1, 3, 32, 32])}
    sampler = node("KSampler")()
    with torch.inference_mode():
        stock = sampler.sample(with_stock_lora, 11, STEPS, CFG, "euler", "simple", positive, negative, latent)[0]["samples"]
        picture = node("VAEDecode")().decode(vae, {"samples": stock})[0]
        back = node("VAEEncode")().encode(vae, picture)[0]["samples"]
    ours = load(call("sample", at, {**asked, "lora": LORA}).attachments[0])["latent"]
    result = {
        "difference": float((model.model.process_latent_in(stock)[0] - ours).abs().max()),
        "size": list(picture.shape),
        "clipped": float((back - stock.clamp(-1, 1)).abs().max()),
        "log": list(LOG.lines),
    }
    # Both are right answers: the newest version resizes an empty latent, the oldest can't.
    empty = node("EmptyLatentImage")().generate(32, 32, 1)[0]
    try:
        with torch.inference_mode():
            result["stock empty"] = list(sampler.sample(model, 1, 1, 1, "euler", "simple", positive, negative, empty)[0]["samples"].shape)
    except ValueError as error:
        result["stock empty"] = str(error)
    return result


def from_checkpoint_folder() -> dict:
    """A copy of the file in models/checkpoints, through the stock loader."""
    loaded = node("CheckpointLoaderSimple")().load_checkpoint("demo.safetensors")
    weights, own = loaded[0].model.state_dict(), model.model.state_dict()
    tokens = loaded[1].encode_from_tokens_scheduled(loaded[1].tokenize(PROMPT))[0][0]
    return {
        "same weights": weights.keys() == own.keys() and all(torch.equal(weights[name], own[name]) for name in own),
        "same prompt": torch.equal(tokens, positive[0][0]),
        "class": type(loaded[0].model.model_config).__name__,
    }


def chains() -> dict:
    """Chains of one MODEL, as a cached node hands it out; the first two share their start noise.

    The last one has the LoRA, and sigmas between those of the schedule.
    """
    karras = {"seed": 11, "startSeed": 3, "lora": LORA, "scheduler": "karras"}
    runs = [{"seed": 11, "startSeed": 3}, {"seed": 12, "startSeed": 3}, {"seed": 11, "startSeed": 11}, karras]
    answers = [call("sample", at, {**asked, **run, "chain": True, "vae": ids["vae"]}) for run in runs]
    return {
        "values": [answer.value for answer in answers],
        "latents": [save(f"latent-{number}.safetensors", answer.attachments[0]) for number, answer in enumerate(answers)],
        "pictures": [save(f"picture-{number}.png", answer.attachments[1]) for number, answer in enumerate(answers)],
        "chains": [save(f"chain-{number}.safetensors", answer.attachments[2]) for number, answer in enumerate(answers)],
        "seen": seen_by_network(runs[1], load(answers[1].attachments[2])),
        "host": by_the_host(answers[2]),
    }


def seen_by_network(run: dict, chain: dict) -> dict:
    """The same chain again, with a wrapper around the network: the largest differences to what it gets."""
    seen: list[tuple[torch.Tensor, torch.Tensor]] = []

    def watched(network, x, timesteps, *args, **kwargs):
        seen.append((x.clone(), timesteps.clone()))
        return network(x, timesteps, *args, **kwargs)

    wrapped = model.clone()
    wrapped.add_wrapper(comfy.patcher_extension.WrappersMP.DIFFUSION_MODEL, watched)
    call("sample", at, {**asked, **run, "model": at.keep(wrapped, "MODEL"), "chain": True})
    return {
        # Both halves of guidance.
        "latents": max(float((x - row).abs().max()) for (x, _), row in zip(seen, chain["x"][:-1], strict=True)),
        "timesteps": max(float((t - row).abs().max()) for (_, t), row in zip(seen, chain["timesteps"], strict=True)),
    }


def by_the_host(answer: Any) -> float:
    """The chain's noise through the host's euler_ancestral: the largest difference of the latents."""
    chain = load(answer.attachments[2])
    draws = iter(chain["noise"])
    sampler = comfy.samplers.ksampler("euler_ancestral", {"noise_sampler": lambda sigma, sigma_next: next(draws)[None]})
    sigmas = torch.tensor(answer.value["chain"]["sigmas"])
    empty = empty_latent(model, 32, 32)
    with torch.inference_mode():
        # The start noise is the first latent, but for the last digit: sigma_max stands for no signal at all.
        samples = comfy.sample.sample_custom(model, chain["x"][:1].clone(), CFG, sampler, sigmas, positive, negative, empty, seed=0)
    return float((model.model.process_latent_in(samples)[0] - load(answer.attachments[0])["latent"]).abs().max())


def twice_in_one_run() -> int:
    """Rows of a chain when something around the sampler runs it twice."""
    def twice(run, *args, **kwargs):
        run(*args, **kwargs)
        return run(*args, **kwargs)

    doubled = model.clone()
    doubled.add_wrapper(comfy.patcher_extension.WrappersMP.OUTER_SAMPLE, twice)
    answer = call("sample", at, {**asked, "model": at.keep(doubled, "MODEL"), "chain": True})
    return load(answer.attachments[1])["x"].shape[0]


def cancelled() -> dict:
    """A call that is stopped at its third step, and one of the same MODEL after it."""
    seen: list[int] = []

    def report(value: int, maximum: int) -> None:
        seen.append(value)
        if value == 3:
            watch.stop()

    watch = Watch(report)
    try:
        call("sample", at, asked, watch=watch)
    except comfy.model_management.InterruptProcessingException:
        return {"seen": seen, "after": len(call("sample", at, asked).attachments)}
    raise AssertionError("cancel: expected an interruption, got a picture")


def files() -> dict:
    """Pictures and prompts as files."""
    encoded = call("vae.encode", at, {"vae": ids["vae"], "model": ids["model"]}, [open(INPUT["picture"], "rb").read()])
    decoded = call("vae.decode", at, {"vae": ids["vae"], "model": ids["model"]}, encoded.attachments)
    texts = call("text.encode", at, {"clip": ids["clip"], "texts": [PROMPT, OTHER, ""]})
    image = at.keep(torch.rand([2, 16, 24, 3]), "IMAGE")
    latent = at.keep({"samples": torch.full([2, 4, 3, 5], 0.5)}, "LATENT")
    return {
        "latent": save("encoded.safetensors", encoded.attachments[0]),
        "picture": save("decoded.png", decoded.attachments[0]),
        "items": texts.value["items"],
        "contexts": [save(f"context-{number}.safetensors", file) for number, file in enumerate(texts.attachments)],
        "image": call("image.read", at, {"image": image}).value,
        "latents": [list(load(file)["latent"].shape) for file in call("latent.read", at, {"latent": latent}).attachments],
        "not a picture": refused("vae.encode", at, {"vae": ids["vae"]}, [b"GIF89a"]),
        "not a prompt": refused("text.encode", at, {"clip": ids["clip"], "texts": ["a small mauve flower"]}),
        "not a sampler": refused("sample", at, {**asked, "sampler": "dreamy"}),
        "not a size": refused("sample", at, {**asked, "width": 0}),
        "not its lora": refused("sample", at, {**asked, "lora": {"path": INPUT["foreignLora"], "strength": 1}}),
        "no lora": refused("sample", at, {**asked, "lora": {"path": "/nowhere.safetensors", "strength": 1}}),
    }


def memory() -> dict:
    answer = call("memory.free", at, {}).value
    return {**answer, "loaded": len(comfy.model_management.current_loaded_models)}


def description() -> dict:
    """With the LoRA in front, as the host's own loader puts it there."""
    graph = {
        "1": {"class_type": "SeeDpoTrainer", "inputs": {"model": ["2", 0]}},
        "2": {"class_type": "LoraLoaderModelOnly", "inputs": {"model": ["3", 0], "lora_name": INPUT["loraName"], "strength_model": 0.5}},
        "3": {"class_type": "SeeDpoDemoModel", "inputs": {}},
    }
    there = session(graph)
    with_stock_lora = node("LoraLoaderModelOnly")().load_lora_model_only(model, INPUT["loraName"], 0.5)[0]
    return call("model.describe", there, {"model": there.keep(with_stock_lora, "MODEL")}).value


finish(
    {
        "parity": parity(),
        "stock": stock_nodes(),
        "checkpoint": from_checkpoint_folder(),
        "chains": chains(),
        "twice": twice_in_one_run(),
        "cancelled": cancelled(),
        "files": files(),
        "description": description(),
        "memory": memory(),
    }
)
