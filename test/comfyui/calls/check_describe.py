"""MODELs of all kinds, described; describe-model.test.ts says what each has to be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import comfy.hooks
import comfy.ldm.flux.model
import comfy.lora
import comfy.model_patcher
import comfy.sd
import comfy.supported_models
import comfy.utils
import comfy_extras.nodes_freelunch as freelunch
import comfy_extras.nodes_model_advanced as advanced
import comfy_extras.nodes_model_merging as merging
import torch
from bridge.calls.load_lora import lora_patches
from host import INPUT, call, finish, node, session
from safetensors.torch import save_file
from small_models import MODULES, lora_tensors, unet_tensors, write_unet

MODELS = Path(INPUT["base"]) / "models"
LORAS = MODELS / "loras"
UP = "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q"
results: dict[str, Any] = {}


def describe(name: str, model: Any, prompt: dict[str, Any] | None = None) -> dict[str, Any]:
    """`prompt`: the nodes in front of node 1's MODEL input, which is linked to node 2."""
    graph = {"1": {"class_type": "SeeDpoTrainer", "inputs": {"model": ["2", 0]}}, **(prompt or {})}
    at = session(graph)
    results[name] = call("model.describe", at, {"model": at.keep(model, "MODEL")}).value
    return results[name]


def lora_node(model: str, name: str, strength: float) -> dict[str, Any]:
    return {"class_type": "LoraLoaderModelOnly", "inputs": {"model": [model, 0], "lora_name": name, "strength_model": strength}}


def with_file(model: Any, name: str, strength: float) -> Any:
    return node("LoraLoaderModelOnly")().load_lora_model_only(model, name, strength)[0]


# Files.
write_unet(MODELS / "checkpoints" / "anime" / "small.safetensors", unet_tensors())
write_unet(MODELS / "checkpoints" / "inpaint.safetensors", unet_tensors(in_channels=9))
write_unet(MODELS / "checkpoints" / "other.safetensors", unet_tensors(seed=5))
save_file(unet_tensors(), MODELS / "diffusion_models" / "bare.safetensors")
(LORAS / "styles").mkdir()
save_file(lora_tensors(1), LORAS / "styles" / "a.safetensors")
save_file(lora_tensors(2), LORAS / "b.safetensors")
save_file({f"{UP}.lokr_w1": torch.rand(4, 4), f"{UP}.lokr_w2": torch.rand(80, 80)}, LORAS / "lokr.safetensors")
loha = {f"{UP}.hada_w{n}_{m}": torch.rand((320, 4) if m == "a" else (4, 320)) for n in (1, 2) for m in "ab"}
save_file(loha, LORAS / "loha.safetensors")
save_file({f"{UP}.diff": torch.rand(320, 320)}, LORAS / "diff.safetensors")
save_file({**lora_tensors(3), f"{UP}.dora_scale": torch.rand(320, 1)}, LORAS / "dora.safetensors")

CHECKPOINT = {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "anime/small.safetensors"}}
with torch.inference_mode():
    model = node("CheckpointLoaderSimple")().load_checkpoint("anime/small.safetensors")[0]
    bare = node("UNETLoader")().load_unet("bare.safetensors", "default")[0]
    other = node("CheckpointLoaderSimple")().load_checkpoint("other.safetensors")[0]

    # Where it comes from.
    describe("checkpoint", model, {"2": CHECKPOINT})
    describe("bare", bare, {"2": {"class_type": "UNETLoader", "inputs": {"unet_name": "bare.safetensors", "weight_dtype": "default"}}})
    hidden = model.clone()
    hidden.cached_patcher_init = None
    switch = {"class_type": "SomeSwitch", "inputs": {"text": "a prompt.safetensors/of mine", "which": ["4", 0], "model_b": ["3", 0]}}
    describe("behind a switch", hidden, {"2": switch, "3": CHECKPOINT, "4": {"class_type": "PrimitiveInt", "inputs": {"value": 2}}})
    describe("from nowhere", hidden, {"2": {"class_type": "Mystery", "inputs": {"again": ["2", 0]}}})

    # LoRAs in front.
    two = with_file(with_file(model, "styles/a.safetensors", 0.8), "b.safetensors", -0.5)
    stack = {"2": lora_node("3", "b.safetensors", -0.5), "3": lora_node("4", "styles/a.safetensors", 0.8), "4": CHECKPOINT}
    describe("two loras", two, stack)
    twice = with_file(with_file(two, "styles/a.safetensors", 0.8), "styles/a.safetensors", 0.0)
    describe("one lora twice", twice, {**stack, "2": lora_node("5", "styles/a.safetensors", 0.8), "5": lora_node("3", "b.safetensors", -0.5)})
    power = {"class_type": "Power Lora Loader (rgthree)", "inputs": {"model": ["4", 0], "lora_1": {"on": True, "lora": "b.safetensors", "strength": 0.3}}}
    describe("nested names", with_file(model, "b.safetensors", 0.3), {"2": power, "4": CHECKPOINT})

    mixed = with_file(model, "b.safetensors", 1.0)
    by_block = lora_patches(model, LORAS / "styles" / "a.safetensors")
    for place, (key, adapter) in enumerate(by_block.items()):
        mixed.add_patches({key: adapter}, 0.5 if place < 3 else 1.0)
    found = describe("strengths by block", mixed, {"2": {"class_type": "LoraLoaderBlockWeight", "inputs": {"lora_name": "b.safetensors"}}})
    again = model.clone()
    for lora in found["loras"]:
        again.add_patches(lora_patches(model, Path(lora["path"])), lora["strength"])
    weights = model.model.state_dict()
    results["rebuilt"] = max(
        float((comfy.lora.calculate_weight(mixed.patches[key], weights[key].clone().float(), key) - comfy.lora.calculate_weight(again.patches[key], weights[key].clone().float(), key)).abs().max())
        for key in mixed.patches
    )
    results["patched weights"] = [len(mixed.patches), len(again.patches), len(MODULES)]

    # What else is on it.
    describe("v-prediction", advanced.ModelSamplingDiscrete().patch(model, "v_prediction", True)[0])
    describe("v without zero terminal", advanced.ModelSamplingDiscrete().patch(model, "v_prediction", False)[0])
    describe("eps with zero terminal", advanced.ModelSamplingDiscrete().patch(model, "eps", True)[0])
    describe("lcm", advanced.ModelSamplingDiscrete().patch(model, "lcm", False)[0])
    describe("x0", advanced.ModelSamplingDiscrete().patch(model, "x0", False)[0])
    describe("edm", advanced.ModelSamplingContinuousEDM().patch(model, "edm", 80.0, 0.002)[0])
    noted = advanced.RescaleCFG().patch(model, 0.7)[0]
    free = freelunch.FreeU_V2
    noted = (free.execute(noted, 1.3, 1.4, 0.9, 0.2).result if hasattr(free, "execute") else free().patch(noted, 1.3, 1.4, 0.9, 0.2))[0]
    noted.add_wrapper_with_key("diffusion_model", "somepack", lambda network, *args, **kwargs: network(*args, **kwargs))
    noted.set_model_attn2_replace(lambda *args: None, "input", 1)
    describe("only sampling", noted)

    for name in ("lokr", "loha", "diff", "dora"):
        describe(name, with_file(model, f"{name}.safetensors", 1.0), {"2": lora_node("4", f"{name}.safetensors", 1.0), "4": CHECKPOINT})
    describe("lokr at strength 0", with_file(model, "lokr.safetensors", 0.0))
    describe("merge", merging.ModelMergeSimple().merge(model, other, 0.5)[0])
    describe("sum", merging.ModelAdd().merge(model, other)[0])
    if hasattr(comfy.sd, "load_bypass_lora_for_models"):
        describe("bypass", comfy.sd.load_bypass_lora_for_models(model, None, comfy.utils.load_torch_file(str(LORAS / "b.safetensors")), 1.0, 0.0)[0])
    hooked = model.clone()
    hooked.add_hook_patches(comfy.hooks.WeightHook(strength_model=1.0, strength_clip=1.0), lora_patches(model, LORAS / "b.safetensors"))
    describe("hooks", hooked)
    replaced = model.clone()
    replaced.add_object_patch("diffusion_model.out.2", torch.nn.Conv2d(320, 4, 3))
    describe("replaced layer", replaced)

    # What it is.
    describe("fp8", node("UNETLoader")().load_unet("bare.safetensors", "fp8_e4m3fn")[0])
    describe("gguf", type("GGUFModelPatcher", (comfy.model_patcher.ModelPatcher,), {})(model.model, model.load_device, model.offload_device))
    describe("inpaint", node("CheckpointLoaderSimple")().load_checkpoint("inpaint.safetensors")[0])


def on_meta(kind: Any, config: dict[str, Any], state_dict: dict[str, torch.Tensor] | None = None) -> Any:
    """A MODEL of a class of the host whose weights take no memory."""
    made = kind(config).get_model(state_dict or {}, "", device="meta")
    return comfy.model_patcher.ModelPatcher(made, torch.device("cpu"), torch.device("cpu"))


known = comfy.supported_models
UNET = {"image_size": 32, "in_channels": 4, "out_channels": 4, "use_spatial_transformer": True, "legacy": False, "use_temporal_attention": False}
SDXL = {
    **UNET,
    **{"model_channels": 320, "num_res_blocks": [2, 2, 2], "channel_mult": [1, 2, 4], "transformer_depth": [0, 0, 2, 2, 10, 10]},
    **{"transformer_depth_middle": 10, "transformer_depth_output": [0, 0, 0, 2, 2, 2, 10, 10, 10], "context_dim": 2048},
    **{"use_linear_in_transformer": True, "num_classes": "sequential", "adm_in_channels": 2816},
}
SD2 = {
    **UNET,
    **{"model_channels": 320, "num_res_blocks": [2, 2, 2, 2], "channel_mult": [1, 2, 4, 4], "transformer_depth": [1, 1, 1, 1, 1, 1, 0, 0]},
    **{"transformer_depth_middle": 1, "transformer_depth_output": [1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0], "context_dim": 1024},
    **{"use_linear_in_transformer": True, "adm_in_channels": None},
}
FLUX = {
    **{"image_model": "flux", "in_channels": 16, "out_channels": 16, "patch_size": 2, "vec_in_dim": 768, "context_in_dim": 4096, "hidden_size": 256},
    **{"mlp_ratio": 4.0, "num_heads": 2, "depth": 1, "depth_single_blocks": 1, "axes_dim": [16, 56, 56], "theta": 10000, "qkv_bias": True},
    **{"guidance_embed": True},
}
if "txt_ids_dims" in comfy.ldm.flux.model.FluxParams.__annotations__:
    FLUX["txt_ids_dims"] = []
SD3 = {"in_channels": 16, "out_channels": 16, "patch_size": 2, "depth": 1, "input_size": None, "adm_in_channels": 2048, "pos_embed_max_size": 192}
marker = torch.zeros(0)
describe("sdxl", on_meta(known.SDXL, SDXL))
describe("sdxl v", on_meta(known.SDXL, SDXL, {"v_pred": marker, "ztsnr": marker}))
describe("sdxl edm", on_meta(known.SDXL, SDXL, {"edm_mean": marker, "edm_std": marker}))
describe("ssd-1b", on_meta(known.SSD1B, {**SDXL, "transformer_depth": [0, 0, 2, 2, 4, 4], "transformer_depth_output": [0, 0, 0, 1, 1, 2, 10, 4, 4]}))
describe("sdxl ip2p", on_meta(known.SDXL_instructpix2pix, {**SDXL, "in_channels": 8}))
refiner = {**SDXL, "model_channels": 384, "context_dim": 1280, "adm_in_channels": 2560, "num_res_blocks": [2, 2, 2, 2], "channel_mult": [1, 2, 4, 4]}
refiner |= {"transformer_depth": [0, 0, 4, 4, 4, 4, 0, 0], "transformer_depth_middle": 4, "transformer_depth_output": [0, 0, 0, 4, 4, 4, 4, 4, 4, 0, 0, 0]}
describe("refiner", on_meta(known.SDXLRefiner, refiner))
describe("sd2", on_meta(known.SD20, SD2))
describe("flux", on_meta(known.Flux, FLUX))
describe("sd3", on_meta(known.SD3, SD3))
describe("no model", object())
finish(results)
