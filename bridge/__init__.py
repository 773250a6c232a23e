"""Python's share of comfyui-see-dpo: the hands inside ComfyUI. What to do with them is decided in src/, in TypeScript."""
