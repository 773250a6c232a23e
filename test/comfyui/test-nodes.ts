/**
 * Nodes that behave badly on demand, as a pack of their own: they wait with progress and previews, fail, run out of memory, block
 * with a message, and send text. Written in the older style, which both supported versions load.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const SOURCE = `
import time
import comfy.model_management
import comfy.utils
import torch
from comfy_execution.graph import ExecutionBlocker
from PIL import Image
from server import PromptServer


class TestWait:
    RETURN_TYPES = ("INT",)
    FUNCTION = "run"
    OUTPUT_NODE = True

    @classmethod
    def INPUT_TYPES(cls):
        return {
            "required": {
                "steps": ("INT", {"default": 1}),
                "seconds": ("FLOAT", {"default": 0.0}),
                "preview": (["none", "JPEG", "PNG"],),
                "text": ("STRING", {"default": ""}),
                "deaf": ("BOOLEAN", {"default": False}),
            },
            "hidden": {"unique_id": "UNIQUE_ID"},
        }

    @classmethod
    def IS_CHANGED(cls, **_):
        return float("nan")

    def run(self, steps, seconds, preview, text, deaf, unique_id):
        bar = comfy.utils.ProgressBar(steps)
        for step in range(steps):
            until = time.monotonic() + seconds / steps
            while time.monotonic() < until:
                if not deaf:
                    comfy.model_management.throw_exception_if_processing_interrupted()
                time.sleep(0.01)
            picture = Image.new("RGB", (8, 8), (20 * step % 256, 90, 160))
            if not deaf:
                bar.update_absolute(step + 1, steps, None if preview == "none" else (preview, picture, 8))
        if text:
            PromptServer.instance.send_progress_text(text, unique_id, PromptServer.instance.client_id)
        return {"ui": {"steps": [steps]}, "result": (steps,)}


class TestFail:
    RETURN_TYPES = ("INT",)
    FUNCTION = "run"
    OUTPUT_NODE = True

    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"kind": (["value", "memory"],), "message": ("STRING", {"default": "no such colour"})}}

    def run(self, kind, message):
        if kind == "memory":
            raise torch.OutOfMemoryError("Allocation on device 0 would exceed allowed memory. (out of memory)")
        raise ValueError(message)


class TestBlock:
    RETURN_TYPES = ("INT",)
    FUNCTION = "run"

    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"message": ("STRING", {"default": ""})}}

    def run(self, message):
        return (ExecutionBlocker(message or None),)


class TestShow:
    RETURN_TYPES = ()
    FUNCTION = "run"
    OUTPUT_NODE = True

    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"value": ("INT", {"default": 0, "min": 0, "max": 10})}}

    def run(self, value):
        return {"ui": {"value": [value]}}


NODE_CLASS_MAPPINGS = {"TestWait": TestWait, "TestFail": TestFail, "TestBlock": TestBlock, "TestShow": TestShow}
`

/** For the `prepare` of start-comfyui.ts. */
export function addTestNodes(base: string): void {
  const folder = join(base, 'custom_nodes', 'test_nodes')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, '__init__.py'), SOURCE)
}
