"""`image.read` and `latent.read`: what stands in the graph, as files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..call import Answer, Call
from .latents import picture_latent
from .tensors import to_png, to_safetensors

if TYPE_CHECKING:
    from ..session import Session
    from ..watch import Watch


def read_image(session: Session, args: dict[str, Any], attachments: list[bytes], watch: Watch) -> Answer:
    """{image} -> {"pictures": n, "width", "height"}, a PNG for each picture of the batch."""
    batch = session.get(args, "image", "IMAGE")
    pictures: list[bytes] = []
    for done, picture in enumerate(batch):
        watch.progress(done, len(batch))
        pictures.append(to_png(picture))
    return Answer({"pictures": len(pictures), "width": int(batch.shape[2]), "height": int(batch.shape[1])}, pictures)


def read_latent(session: Session, args: dict[str, Any], attachments: list[bytes], watch: Watch) -> Answer:
    """{latent} -> {"latents": n}, safetensors `latent` [channels, height, width] for each item, as it is in the graph (unscaled)."""
    samples = picture_latent(session.get(args, "latent", "LATENT")["samples"])
    return Answer({"latents": len(samples)}, [to_safetensors({"latent": item}) for item in samples])


CALLS: dict[str, Call] = {"image.read": read_image, "latent.read": read_latent}
