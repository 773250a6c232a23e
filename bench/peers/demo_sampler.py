"""Peer of the benchmark sampler: DDIM with eta 0 and guidance, v-prediction, in plain PyTorch, from the same noise.
Takes one JSON argument {batch, model, threads, guidance, group, rounds}, prints one JSON line."""

import json
import sys
import time

import torch

from demo_unet import DemoUnet, read_safetensors

options = json.loads(sys.argv[1])
torch.set_num_threads(options["threads"])
batch, _ = read_safetensors(options["batch"])
unet = DemoUnet(options["model"])
levels = batch["levels"]


def draw(x, context, steps):
    both = torch.cat([context, batch["empty"].expand_as(context)])
    for i in range(steps):
        t = batch["timesteps"][i].repeat(2 * len(x))
        conditional, empty = unet(x.repeat(2, 1, 1, 1), t, both).chunk(2)
        v = empty + options["guidance"] * (conditional - empty)
        signal, noise = levels[i].sqrt(), (1 - levels[i]).sqrt()
        clean, eps = signal * x - noise * v, noise * x + signal * v
        x = levels[i + 1].sqrt() * clean + (1 - levels[i + 1]).clamp(min=0).sqrt() * eps
    return x


def draw_all():
    groups = zip(batch["start"].split(options["group"]), batch["context"].split(options["group"]))
    return torch.cat([draw(x, context, len(levels) - 1) for x, context in groups])


with torch.inference_mode():
    draw(batch["start"][: options["group"]], batch["context"][: options["group"]], 2)
    seconds = []
    for _ in range(options["rounds"]):
        start = time.perf_counter()
        latents = draw_all()
        seconds.append(time.perf_counter() - start)
difference = (latents - batch["latents"]).abs().max().item()
print(json.dumps({"torch": torch.__version__, "seconds": seconds, "difference": difference}))
