"""Makes ComfyUI's node classes from plugin.json, for every version from 0.3.64 on. What a node does is left to run_node.py."""

from __future__ import annotations

import dataclasses
from typing import Any

import comfy.samplers
import folder_paths
from comfy_api.latest import io

from .run_node import run_node

# Fields of io.Schema that older versions don't have are left out.
_SCHEMA_FIELDS = {field.name for field in dataclasses.fields(io.Schema)}
_WIDGETS = {"INT": io.Int, "FLOAT": io.Float, "STRING": io.String, "BOOLEAN": io.Boolean, "COMBO": io.Combo}
# Of a widget in plugin.json -> in ComfyUI's own spelling.
_WIDGET_KEYS = {
    "default": "default",
    "min": "min",
    "max": "max",
    "step": "step",
    "multiline": "multiline",
    "controlAfterGenerate": "control_after_generate",
}


def node_class(node: dict[str, Any]) -> type[io.ComfyNode]:
    """The class of one node of plugin.json."""

    def define_schema(cls: type[io.ComfyNode], /) -> io.Schema:
        return schema_of(node)

    async def execute(cls: type[io.ComfyNode], /, **inputs: Any) -> io.NodeOutput:
        return await run_node(node, cls.hidden, inputs)

    def fingerprint_inputs(cls: type[io.ComfyNode], /, **inputs: Any) -> float:
        return float("nan")  # Equals nothing, not even itself: runs at each queueing.

    methods = {"define_schema": classmethod(define_schema), "execute": classmethod(execute)}
    if node["always"]:
        methods["fingerprint_inputs"] = classmethod(fingerprint_inputs)
    return type(node["id"], (io.ComfyNode,), methods)


def schema_of(node: dict[str, Any]) -> io.Schema:
    """ComfyUI asks for it again and again: choices that are files or samplers are those of the moment."""
    fields: dict[str, Any] = {
        "node_id": node["id"],
        "display_name": node["displayName"],
        "category": node["category"],
        "description": node["description"],
        "search_aliases": node["searchAliases"],
        "is_output_node": node["outputNode"],
        "inputs": [_input(spec) for spec in node["inputs"]],
        # Without our ids, which only src/ uses: 0.3.64 takes no output of the same id as an input.
        "outputs": [io.Custom(spec["type"]).Output(display_name=spec["name"], tooltip=spec["tooltip"]) for spec in node["outputs"]],
        "hidden": [io.Hidden.unique_id, io.Hidden.prompt, io.Hidden.dynprompt],
    }
    if node["hidden"]:
        # What old versions hide from menus and search is what is deprecated.
        fields["is_dev_only" if "is_dev_only" in _SCHEMA_FIELDS else "is_deprecated"] = True
    return io.Schema(**{name: value for name, value in fields.items() if name in _SCHEMA_FIELDS})


def _input(spec: dict[str, Any]) -> io.Input:
    widget = _WIDGETS.get(spec["type"])
    if widget is None:
        made = io.Custom(spec["type"]).Input(spec["id"], optional=spec["optional"], tooltip=spec["tooltip"])
    else:
        given = {name: spec[key] for key, name in _WIDGET_KEYS.items() if key in spec}
        if widget is io.Combo:
            given["options"] = _options(spec["options"])
        made = widget.Input(spec["id"], tooltip=spec["tooltip"], **given)
    if spec.get("advanced"):
        # An argument in newer versions only; old frontends don't look at it.
        made.extra_dict = {"advanced": True}
    return made


def _options(options: list[str] | dict[str, Any]) -> list[str]:
    if isinstance(options, list):
        return options
    if "folder" in options:
        front = [options["none"]] if "none" in options else []
        return [*front, *folder_paths.get_filename_list(options["folder"])]
    return list(comfy.samplers.KSampler.SAMPLERS if "samplers" in options else comfy.samplers.KSampler.SCHEDULERS)
