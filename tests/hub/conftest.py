"""The stand-in for the Hub, and the client turned to it."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import constants

_server = runpy.run_path(str(Path(__file__).parent / "hub_server.py"))


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    """A Hub of its own for each test, which the client takes for the real one."""
    server = _server["Hub"]()
    # constants are read when the client is imported, which other tests have done by now
    monkeypatch.setattr(constants, "ENDPOINT", server.address)
    files = server.address + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", files)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub-cache"))
    yield server
    server.close()


@pytest.fixture
def fault() -> Any:
    """Makes a fault of the stand-in: method, path, what, and how often."""
    return _server["Fault"]
