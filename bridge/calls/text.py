"""`text.encode` and `conditioning.read`: prompts as files for training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..call import Answer, Call
from .conditioning import encoded, given_conditioning, prompt_file

if TYPE_CHECKING:
    from ..session import Session
    from ..watch import Watch

# Of the picture, where the sidecar doesn't say; only SDXL looks at it.
USUAL_SIZE = 1024


def encode(session: Session, args: dict[str, Any], attachments: list[bytes], watch: Watch) -> Answer:
    """{clip, texts: [...], width?, height?} -> {"items": [{"tokens", "dim", "pooled"}]}, a safetensors file for each text."""
    clip = session.get(args, "clip", "CLIP")
    texts: list[str] = args["texts"]
    files = []
    for done, text in enumerate(texts):
        watch.progress(done, len(texts))
        files.append(prompt_file(encoded(session, clip, text), *_size(args)))
    return Answer({"items": [item for item, _ in files]}, [file for _, file in files])


def read(session: Session, args: dict[str, Any], attachments: list[bytes], watch: Watch) -> Answer:
    """{conditioning, width?, height?} -> as `text.encode`, with one item; a CallError for prompts that training can't use."""
    item, file = prompt_file(given_conditioning(session, args, "conditioning"), *_size(args))
    return Answer({"items": [item]}, [file])


def _size(args: dict[str, Any]) -> tuple[int, int]:
    return int(args.get("width", USUAL_SIZE)), int(args.get("height", USUAL_SIZE))


CALLS: dict[str, Call] = {"text.encode": encode, "conditioning.read": read}
