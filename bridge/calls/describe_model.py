"""`model.describe`: which file a MODEL comes from, what it is, what stands in front of it, and why it can't be trained where it can't."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from ..call import Answer, Call
from .demo_model import MODEL_FILE, SeeDpoDemo
from .latents import downscale
from .model_patches import foreign_change, loras_on, sampling_patches
from .prompt_walk import CHECKPOINT_FOLDERS, ancestors, checkpoint_in, loras_in, name_in_folder
from .sampling_object import has_zero_terminal_snr, prediction_of, sampling_name

if TYPE_CHECKING:
    from ..session import Session
    from ..watch import Watch

# More special ones first: the host derives some kinds that we can't train from those that we can.
REFUSED_FAMILIES = {
    "SDXLRefiner": "an SDXL refiner",
    "SD21UnclipL": "an unCLIP model",
    "SD21UnclipH": "an unCLIP model",
    "SD_X4Upscaler": "an upscaler",
    "SD15_instructpix2pix": "an editing model (InstructPix2Pix)",
    "SDXL_instructpix2pix": "an editing model (InstructPix2Pix)",
    "LotusD": "a depth model (Lotus)",
}
FAMILIES = {SeeDpoDemo.__name__: "demo", "SD15": "SD1", "SD20": "SD2", "SDXL": "SDXL"}
FAMILY_NAMES = {"demo": "demo flowers", "SD1": "Stable Diffusion 1", "SD2": "Stable Diffusion 2", "SDXL": "SDXL"}

QUANTISED = {getattr(torch, name) for name in ("float8_e4m3fn", "float8_e5m2", "float8_e4m3fnuz", "float8_e5m2fnuz", "int8", "uint8") if hasattr(torch, name)}


def describe(session: Session, args: dict[str, Any], attachments: list[bytes], watch: Watch) -> Answer:
    """{model, input?: name of the node's input, "model" by default} -> the description in the contract of src/nodes."""
    model = session.get(args, "model", "MODEL")
    if not hasattr(model, "model") or not hasattr(model.model, "model_config"):
        return Answer(_unknown(f"an object of type {type(model).__name__}, which this plugin doesn't know"))
    nodes = ancestors(session.prompt, session.node_id, str(args.get("input", "model")))
    checkpoint, how = _checkpoint(model, nodes)
    family, what = _family(model.model.model_config)
    if family == "demo" and checkpoint is None:
        checkpoint, how = MODEL_FILE, "demo"
    sampling = model.get_model_object("model_sampling")
    is_rescaled = has_zero_terminal_snr(sampling)
    form = model.get_model_object("latent_format")
    loras = loras_in(nodes)
    refused = _refusal(model, family, what, checkpoint, loras)
    return Answer(
        {
            "checkpoint": None if checkpoint is None else str(checkpoint),
            "checkpointName": None if checkpoint is None else name_in_folder(checkpoint, CHECKPOINT_FOLDERS),
            "how": how,
            "family": family,
            "familyName": what,
            "prediction": prediction_of(sampling),
            "zeroTerminal": bool(is_rescaled),
            "latentChannels": form.latent_channels,
            "latentDownscale": downscale(form),
            "latentScale": form.scale_factor,
            "loras": [] if refused else loras_on(model, loras),
            "samplingPatches": sampling_patches(model),
            "nodes": [str(node.get("class_type")) for node in nodes],
            "refused": refused,
        }
    )


def _checkpoint(model: Any, nodes: list[dict[str, Any]]) -> tuple[Path | None, str | None]:
    """The host keeps the loader's arguments with the MODEL since 0.15.1, in a private field; before, the graph says it."""
    try:
        file = model.cached_patcher_init[1][0]
        if isinstance(file, str) and Path(file).is_file():
            return Path(file), "cached_patcher_init"
    except (AttributeError, TypeError, IndexError, KeyError):
        pass
    file = checkpoint_in(nodes)
    return (None, None) if file is None else (file, "prompt")


def _family(config: Any) -> tuple[str, str]:
    """("SD1", "Stable Diffusion 1"), or ("other", what it is)."""
    lineage = [kind.__name__ for kind in type(config).__mro__]
    for name in lineage:
        if name in REFUSED_FAMILIES:
            return "other", REFUSED_FAMILIES[name]
        if name in FAMILIES:
            family = FAMILIES[name]
            return family, FAMILY_NAMES[family]
    return "other", f"a model of type {lineage[0]}"


def _refusal(model: Any, family: str, what: str, checkpoint: Path | None, loras: list[Path]) -> str | None:
    """One sentence for the person, or None."""
    base = model.model
    if family == "other":
        return f"This MODEL is {what}, and SEE-DPO trains SD1.x, SD2.x and SDXL. Connect one of those."
    if base.concat_keys or base.model_config.unet_config["in_channels"] != base.model_config.unet_config["out_channels"]:
        return f"This MODEL is an inpainting or editing version of {what}, which takes a picture beside the latent. Connect the ordinary version."
    if _is_quantised(model, checkpoint):
        return "This MODEL is quantised (fp8, GGUF or the like). Load the F16, BF16 or F32 file with weight_dtype `default`."
    change = foreign_change(model, loras)
    if change is not None:
        return f"This MODEL carries {change}, which training can't keep. Connect the MODEL before it, or save the result with Save Checkpoint and load that."
    sampling = model.get_model_object("model_sampling")
    prediction, is_rescaled = prediction_of(sampling), has_zero_terminal_snr(sampling)
    if prediction == "other" or is_rescaled is None:
        return f"This MODEL samples in another way than by eps or v on Stable Diffusion's schedule ({sampling_name(sampling)}). Connect it without that."
    if prediction == "eps" and is_rescaled:
        return "This MODEL predicts eps with zero terminal SNR, where noise tells nothing about the picture. Choose v_prediction, or turn zsnr off."
    return None


def _is_quantised(model: Any, checkpoint: Path | None) -> bool:
    config = vars(model.model.model_config)
    if config.get("quant_config") or config.get("scaled_fp8") is not None:
        return True
    if "GGUF" in type(model).__name__ or (checkpoint is not None and checkpoint.suffix.lower() == ".gguf"):
        return True
    return any(weight.dtype in QUANTISED or "GGML" in type(weight).__name__ for weight in model.model.diffusion_model.parameters())


def _unknown(what: str) -> dict[str, Any]:
    nothing = {"checkpoint": None, "checkpointName": None, "how": None, "family": "other", "prediction": "other", "zeroTerminal": False}
    latents = {"latentChannels": 0, "latentDownscale": 8, "latentScale": 1.0, "loras": [], "samplingPatches": [], "nodes": []}
    return {**nothing, **latents, "familyName": what, "refused": f"This MODEL is {what}. Use one of ComfyUI's own loaders."}


CALLS: dict[str, Call] = {"model.describe": describe}
