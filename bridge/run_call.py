"""Makes one call on the thread of the running prompt, as ComfyUI runs its own nodes, and turns whatever goes wrong into a sentence."""

from __future__ import annotations

import logging
from typing import Any

import comfy.model_management as management
import torch

from .call import Answer, CallError
from .calls import all_calls
from .session import Session
from .watch import Watch


def run_call(name: str, session: Session, args: dict[str, Any], attachments: list[bytes], watch: Watch) -> Answer | BaseException:
    """Gives back what went wrong: a CallError, or ComfyUI's InterruptProcessingException."""
    try:
        call = all_calls().get(name)
        if call is None:
            raise CallError("input", f"The bridge knows no call '{name}': update SEE-DPO and restart ComfyUI.")
        watch.check()
        with torch.inference_mode():
            return call(session, args, attachments, watch)
    except (CallError, management.InterruptProcessingException) as error:
        return error
    except (torch.cuda.OutOfMemoryError, MemoryError) as error:
        logging.getLogger(__name__).warning("SEE-DPO: %s ran out of memory: %s", name, error)
        management.unload_all_models()
        return CallError("resource", f"ComfyUI has too little memory for this ({error}). Make pictures smaller, or close other programs, and run it again.")
    except Exception as error:
        logging.getLogger(__name__).exception("SEE-DPO: %s failed", name)
        return CallError("host", f"ComfyUI could not do this ({name}): {type(error).__name__}: {error}. Its log has more.")
