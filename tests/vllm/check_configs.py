"""What ray.serve.llm and vLLM make of Serve configs: `python check_configs.py FILE…`, as JSON.

Runs in the environment that has them. Unknown arguments, models or classes end it with an error.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import yaml
from ray.serve.llm import LLMServingArgs
from ray.serve.schema import ServeDeploySchema
from vllm.reasoning import ReasoningParserManager
from vllm.tool_parsers import ToolParserManager


def facts_of(path: Path) -> list[dict[str, Any]]:
    written = yaml.safe_load(path.read_text())
    ServeDeploySchema.model_validate(written)
    found = []
    for application in written["applications"]:
        for model in LLMServingArgs.model_validate(application["args"]).llm_configs:
            engine = model.get_engine_config()
            arguments = {**engine.frontend_kwargs, **engine.engine_kwargs}
            if "tool_call_parser" in arguments:
                ToolParserManager.get_tool_parser(arguments["tool_call_parser"])
            if "reasoning_parser" in arguments:
                ReasoningParserManager.get_reasoning_parser(arguments["reasoning_parser"])
            router = model.deployment_config["request_router_config"]["request_router_class"]
            module, _, name = router.rpartition(".")
            getattr(importlib.import_module(module), name)
            found.append(
                {
                    "model": model.model_id,
                    "bundles": engine.placement_bundles,
                    "arguments": sorted(arguments),
                }
            )
    return found


if __name__ == "__main__":
    json.dump({Path(each).stem: facts_of(Path(each)) for each in sys.argv[1:]}, sys.stdout)
