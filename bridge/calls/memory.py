"""`memory.free`: gives the device back before training. The host's own /free acts only after the running prompt."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import comfy.model_management as memory

from ..call import Answer, Call

if TYPE_CHECKING:
    from ..session import Session
    from ..watch import Watch


def free(session: Session, args: dict[str, Any], attachments: list[bytes], watch: Watch) -> Answer:
    """{} -> {"freeBytes", "totalBytes", "device"} of the device after all models have left it."""
    memory.unload_all_models()
    gc.collect()
    memory.soft_empty_cache()
    device = memory.get_torch_device()
    return Answer(
        {
            "freeBytes": int(memory.get_free_memory(device)),
            "totalBytes": int(memory.get_total_memory(device)),
            "device": memory.get_torch_device_name(device),
        }
    )


CALLS: dict[str, Call] = {"memory.free": free}
