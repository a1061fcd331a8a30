"""Tests of what a plain install does not have.

Where an extra is missing its tests are skipped; where the environment variable ``RAWI_EXTRAS`` names
it (``RAWI_EXTRAS=ray,neural,llm``) they fail, so that a run that means to try it cannot pass without.

The folder of the tests is not on the path of imports, so a test module gets it by its place::

    require = runpy.run_path(str(Path(__file__).parents[1] / "extras.py"))["require"]
    ray = require("ray")
    torch = require("neural", "torch")
"""

from __future__ import annotations

import os
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest


def require(extra: str, module: str | None = None) -> Any:
    """A module that comes with an extra; skips the tests that ask for it, or fails.

    Args:
        extra: name of the extra in ``pyproject.toml``.
        module: what to import, by default a module of that name.
    """
    name = module or extra
    if extra not in {part.strip() for part in os.environ.get("RAWI_EXTRAS", "").split(",")}:
        return pytest.importorskip(name, exc_type=ImportError)
    try:
        found: ModuleType = import_module(name)
    except ImportError as error:
        pytest.fail(f"RAWI_EXTRAS names {extra}, and {name} cannot be imported: {error}")
    return found
