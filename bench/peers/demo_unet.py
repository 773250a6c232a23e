"""The demo's UNet in plain PyTorch, written for comparison: names as in ComfyUI's checkpoints, weights in F32, a LoRA beside the
linear layers. Knows nothing of the project's engine but the file format."""

import json
import math

import torch
import torch.nn.functional as F
from torch.utils.checkpoint import checkpoint

DTYPES = {"F32": torch.float32, "F16": torch.float16}


def read_safetensors(path):
    """Tensors by name, and the metadata (https://github.com/huggingface/safetensors#format)."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = bytearray(file.read())
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, info in header.items():
        begin, end = info["data_offsets"]
        if begin < end:
            tensors[name] = torch.frombuffer(data[begin:end], dtype=DTYPES[info["dtype"]]).reshape(info["shape"])
    return tensors, metadata


def timestep_embedding(timesteps, width):
    half = width // 2
    frequencies = torch.exp(-math.log(10000) * torch.arange(half, dtype=torch.float32) / half)
    angles = timesteps[:, None].float() * frequencies
    return torch.cat([angles.cos(), angles.sin()], dim=1)


class DemoUnet:
    def __init__(self, path, lora=None, lora_scale=1.0, checkpointing=False):
        tensors, metadata = read_safetensors(path)
        prefix = "model.diffusion_model."
        self.weights = {name[len(prefix):]: tensor.float() for name, tensor in tensors.items() if name.startswith(prefix)}
        self.groups = int(metadata["see_dpo.norm_groups"])
        self.head_channels = int(metadata["see_dpo.head_channels"])
        self.patch = int(metadata["see_dpo.patch"])
        self.lora = lora or {}
        self.lora_scale = lora_scale
        self.checkpointing = checkpointing

    def has(self, name):
        return name in self.weights

    def linear(self, name, x):
        y = F.linear(x, self.weights[f"{name}.weight"], self.weights.get(f"{name}.bias"))
        if f"{name}.down" in self.lora:
            y = y + F.linear(F.linear(x, self.lora[f"{name}.down"]), self.lora[f"{name}.up"]) * self.lora_scale
        return y

    def conv(self, name, x, stride=1):
        weight = self.weights[f"{name}.weight"]
        return F.conv2d(x, weight, self.weights.get(f"{name}.bias"), stride=stride, padding=weight.shape[2] // 2)

    def norm(self, name, x, epsilon=1e-5):
        return F.group_norm(x, self.groups, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"], epsilon)

    def layer_norm(self, name, x):
        return F.layer_norm(x, x.shape[-1:], self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def resnet(self, name, x, embedding):
        h = self.conv(f"{name}.in_layers.2", F.silu(self.norm(f"{name}.in_layers.0", x)))
        h = h + self.linear(f"{name}.emb_layers.1", F.silu(embedding))[:, :, None, None]
        h = self.conv(f"{name}.out_layers.3", F.silu(self.norm(f"{name}.out_layers.0", h)))
        return h + (self.conv(f"{name}.skip_connection", x) if self.has(f"{name}.skip_connection.weight") else x)

    def attention(self, name, x, context):
        def heads(value):
            n, tokens, width = value.shape
            return value.view(n, tokens, width // self.head_channels, self.head_channels).transpose(1, 2)

        q, k, v = self.linear(f"{name}.to_q", x), self.linear(f"{name}.to_k", context), self.linear(f"{name}.to_v", context)
        y = F.scaled_dot_product_attention(heads(q), heads(k), heads(v))
        return self.linear(f"{name}.to_out.0", y.transpose(1, 2).reshape(x.shape))

    def transformer(self, name, x, context):
        n, channels, height, width = x.shape
        tokens = self.norm(f"{name}.norm", x, 1e-6).flatten(2).transpose(1, 2)
        tokens = self.linear(f"{name}.proj_in", tokens)
        block = f"{name}.transformer_blocks.0"
        normed = self.layer_norm(f"{block}.norm1", tokens)
        tokens = tokens + self.attention(f"{block}.attn1", normed, normed)
        tokens = tokens + self.attention(f"{block}.attn2", self.layer_norm(f"{block}.norm2", tokens), context)
        value, gate = self.linear(f"{block}.ff.net.0.proj", self.layer_norm(f"{block}.norm3", tokens)).chunk(2, dim=-1)
        tokens = tokens + self.linear(f"{block}.ff.net.2", value * F.gelu(gate))
        return x + self.linear(f"{name}.proj_out", tokens).transpose(1, 2).reshape(x.shape)

    def block(self, name, x, embedding, context):
        index = 0
        while True:
            layer = f"{name}.{index}"
            if self.has(f"{layer}.in_layers.0.weight"):
                x = self.resnet(layer, x, embedding)
            elif self.has(f"{layer}.proj_in.weight"):
                x = self.transformer(layer, x, context)
            elif self.has(f"{layer}.op.weight"):
                x = self.conv(f"{layer}.op", x, stride=2)
            elif self.has(f"{layer}.conv.weight"):
                x = self.conv(f"{layer}.conv", F.interpolate(x, scale_factor=2, mode="nearest"))
            elif self.has(f"{layer}.weight"):
                x = self.conv(layer, x)
            else:
                return x
            index += 1

    def __call__(self, x, timesteps, context):
        def run(name, x):
            if self.checkpointing:
                return checkpoint(self.block, name, x, embedding, context, use_reentrant=False, preserve_rng_state=False)
            return self.block(name, x, embedding, context)

        embedding = timestep_embedding(timesteps, self.weights["time_embed.0.weight"].shape[1])
        embedding = self.linear("time_embed.2", F.silu(self.linear("time_embed.0", embedding)))
        x = F.pixel_unshuffle(x, self.patch)
        skips = []
        while self.has_block("input_blocks", len(skips)):
            x = run(f"input_blocks.{len(skips)}", x)
            skips.append(x)
        x = run("middle_block", x)
        for index in range(len(skips)):
            x = run(f"output_blocks.{index}", torch.cat([x, skips.pop()], dim=1))
        x = self.conv("out.2", F.silu(self.norm("out.0", x)))
        return F.pixel_shuffle(x, self.patch)

    def has_block(self, group, index):
        first = f"{group}.{index}.0."
        return any(self.has(first + name) for name in ("weight", "in_layers.0.weight", "op.weight"))
