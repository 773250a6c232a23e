"""`vae.encode` and `vae.decode`: between picture files and latents in the model's scaled space, by the VAE of the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..call import Answer, Call, CallError
from .latents import format_of, picture_latent
from .tensors import from_picture, from_safetensors, to_png, to_safetensors

if TYPE_CHECKING:
    from ..session import Session
    from ..watch import Watch


def decode(session: Session, args: dict[str, Any], attachments: list[bytes], watch: Watch) -> Answer:
    """{vae, model?}, safetensors `latent` [n, channels, height, width] each -> {"pictures": k}, a PNG for each latent, in order."""
    vae = session.get(args, "vae", "VAE")
    pictures: list[bytes] = []
    for done, attachment in enumerate(attachments):
        watch.progress(done, len(attachments))
        latent = from_safetensors(attachment, "latent")
        latent = picture_latent(latent[None] if latent.ndim == 3 else latent)
        for item in latent:
            samples = format_of(session, args, item.shape[0]).process_out(item[None])
            pictures.extend(to_png(picture) for picture in vae.decode(samples))
    return Answer({"pictures": len(pictures)}, pictures)


def encode(session: Session, args: dict[str, Any], attachments: list[bytes], watch: Watch) -> Answer:
    """{vae, model?}, a PNG, JPEG or WebP file each -> {"latents": k}, one safetensors `latent` [channels, height, width] each."""
    vae = session.get(args, "vae", "VAE")
    latents: list[bytes] = []
    for done, attachment in enumerate(attachments):
        watch.progress(done, len(attachments))
        samples = picture_latent(vae.encode(from_picture(attachment)))
        if samples.shape[-1] == 0 or samples.shape[-2] == 0:
            raise CallError("input", f"picture {done + 1}: expected at least one latent's width and height, got fewer pixels.")
        latents.append(to_safetensors({"latent": format_of(session, args, samples.shape[1]).process_in(samples)[0]}))
    return Answer({"latents": len(latents)}, latents)


CALLS: dict[str, Call] = {"vae.decode": decode, "vae.encode": encode}
