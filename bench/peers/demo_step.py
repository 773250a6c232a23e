"""Peer of the benchmark demo-step: the same SEE-Diffusion-DPO step (forward, backward, clipping, AdamW) in plain PyTorch.
Takes one JSON argument {batch, model, threads, warmup, steps}, prints one JSON line."""

import json
import sys
import time

import torch
import torch.nn.functional as F

from demo_unet import DemoUnet, read_safetensors

options = json.loads(sys.argv[1])
torch.set_num_threads(options["threads"])
batch, metadata = read_safetensors(options["batch"])
beta, gamma = float(metadata["beta"]), float(metadata["gamma"])


def loss_of(unet):
    prediction = unet(batch["noisy"], batch["timesteps"], batch["context"])
    errors = (prediction - batch["target"]).pow(2).mean(dim=(1, 2, 3))
    winner, loser = (-0.5 * (errors - batch["reference_errors"])).chunk(2)
    z = (beta + gamma) * (winner - loser) + gamma * batch["offset"]
    return -F.logsigmoid(z).mean()


def measure(checkpointing):
    lora = {name: tensor.clone().requires_grad_() for name, tensor in batch.items() if name.endswith((".down", ".up"))}
    parameters = list(lora.values())
    unet = DemoUnet(options["model"], lora, float(metadata["scale"]), checkpointing)
    optimizer = torch.optim.AdamW(parameters, lr=2e-3, weight_decay=0)
    seconds = []
    for step in range(1 + options["warmup"] + options["steps"]):
        start = time.perf_counter()
        loss = loss_of(unet)
        optimizer.zero_grad()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        if step == 0:
            # Looked at before anything moves, then left as it is.
            first = {"loss": loss.item(), "gradientNorm": norm.item()}
            continue
        optimizer.step()
        if step > options["warmup"]:
            seconds.append(time.perf_counter() - start)
    return seconds, first


checkpointed, first = measure(True)
plain, _ = measure(False)
print(json.dumps({"torch": torch.__version__, **first, "checkpointed": checkpointed, "plain": plain}))
