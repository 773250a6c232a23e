"""The demo model as ComfyUI takes it: its class among the host's own, so that stock loaders, samplers and LoRA nodes know it.

`demo.load` loads assets/demo-model.safetensors through the host's checkpoint loader. What the file's tensors can't tell is in
assets/demo-model.json, generated from src/demo.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import comfy.latent_formats
import comfy.model_base
import comfy.sd
import comfy.supported_models
import comfy.supported_models_base
import torch
from comfy.ldm.modules.diffusionmodules.openaimodel import UNetModel

from ..call import Answer, Call, CallError
from .demo_text_encoder import ASSETS, EMBEDDING_NAME, FACTS, DemoTextEncoder, DemoTokenizer

if TYPE_CHECKING:
    from ..session import Session
    from ..watch import Watch

MODEL_FILE = ASSETS / "demo-model.safetensors"


class DemoLatentFormat(comfy.latent_formats.LatentFormat):
    """Pictures in [-1, 1], as the pixel space VAE gives them, times the scale that the model was trained with."""

    latent_channels = 3
    spacial_downscale_ratio = 1
    scale_factor = FACTS["latentScale"]

    def __init__(self) -> None:
        # For the sampler's previews, which expect colours in [-1, 1].
        self.latent_rgb_factors = [[1 / self.scale_factor if row == column else 0.0 for column in range(3)] for row in range(3)]


class DemoUnet(UNetModel):
    """The host's UNet on squares of pixels as channels (space-to-depth), as src/trainer/models/unet builds it."""

    def _forward(self, x: torch.Tensor, *args: Any, **kwargs: Any) -> torch.Tensor:
        height, width = x.shape[-2:]
        size = FACTS["pictureSize"]
        if height < size or width < size:
            raise ValueError(
                f"The demo model draws {size} x {size} pixels and has no smaller latents, got {width} x {height}. "
                f"Make the empty latent with EmptyChromaRadianceLatentImage at {size} x {size}."
            )
        squares = torch.nn.functional.pixel_unshuffle(x, FACTS["patch"])
        return torch.nn.functional.pixel_shuffle(super()._forward(squares, *args, **kwargs), FACTS["patch"])


class SeeDpoDemo(comfy.supported_models_base.BASE):
    """One of the host's `supported_models`; found by the shapes of the UNet's tensors."""

    unet_config = {  # noqa: RUF012 - the host's own attribute
        "model_channels": 64,
        "context_dim": 64,
        "in_channels": 12,
        "out_channels": 12,
        "use_linear_in_transformer": True,
        "adm_in_channels": None,
        "use_temporal_attention": False,
    }
    unet_extra_config = {"num_heads": -1, "num_head_channels": FACTS["headChannels"]}  # noqa: RUF012
    sampling_settings = {"zsnr": True}  # noqa: RUF012
    latent_format = DemoLatentFormat
    memory_usage_factor = 0.1
    supported_inference_dtypes = [torch.float32]  # noqa: RUF012

    def model_type(self, state_dict: dict[str, torch.Tensor], prefix: str = "") -> comfy.model_base.ModelType:
        return comfy.model_base.ModelType.V_PREDICTION

    def inpaint_model(self) -> bool:
        return False

    def get_model(self, state_dict: dict[str, torch.Tensor], prefix: str = "", device: Any = None) -> comfy.model_base.BaseModel:
        return comfy.model_base.BaseModel(self, model_type=self.model_type(state_dict, prefix), device=device, unet_model=DemoUnet)

    def process_clip_state_dict(self, state_dict: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        return {name: state_dict.pop(name) for name in [EMBEDDING_NAME] if name in state_dict}

    def process_vae_state_dict(self, state_dict: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        # The key by which the host knows its pixel space VAE; there are no weights.
        return {"pixel_space_vae": torch.tensor(1.0)}

    def clip_target(self, state_dict: dict[str, torch.Tensor] | None = None) -> comfy.supported_models_base.ClipTarget:
        return comfy.supported_models_base.ClipTarget(DemoTokenizer, DemoTextEncoder)


def register_demo_model() -> None:
    """Makes the host's loaders know the file, wherever it lies. Any number of calls."""
    models = comfy.supported_models.models
    if not any(model.__name__ == SeeDpoDemo.__name__ for model in models):
        models.append(SeeDpoDemo)


def load(session: Session, args: dict[str, Any], attachments: list[bytes], watch: Watch) -> Answer:
    """`demo.load` {} -> {"model", "clip", "vae"}: ids of what stock KSampler, CLIPTextEncode and VAEDecode take."""
    if not MODEL_FILE.is_file():
        raise CallError("host", "The plugin's folder has no assets/demo-model.safetensors. Install comfyui-see-dpo again.")
    register_demo_model()
    model, clip, vae = comfy.sd.load_checkpoint_guess_config(str(MODEL_FILE), output_vae=True, output_clip=True)[:3]
    return Answer({"model": session.keep(model, "MODEL"), "clip": session.keep(clip, "CLIP"), "vae": session.keep(vae, "VAE")})


CALLS: dict[str, Call] = {"demo.load": load}
