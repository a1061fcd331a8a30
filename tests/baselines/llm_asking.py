"""A language model that is asked at a local stand-in: answers, a model that gives up soon, no keys."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from rawi.baselines.llm import Config, LanguageModel
from rawi.baselines.llm.endpoint import Endpoint

_HERE = Path(__file__).parent
require = runpy.run_path(str(_HERE.parent / "extras.py"))["require"]
_SERVER = runpy.run_path(str(_HERE / "llm_server.py"))
Act, serving, layer_of = _SERVER["Act"], _SERVER["serving"], _SERVER["layer_of"]
require("llm", "openai")

TEXT = "قال الوزير سامي الخالدي إن 30 جنديًا وصلوا إلى بيروت.\n\nوعاد الخالدي إلى بيروت مساء."
KEY = "sk-do-not-tell-0123456789abcdef"
ANSWERS: dict[str, Any] = {
    "entities": [
        {"text": "الوزير", "type": "OCC"},
        {"text": "سامي الخالدي", "type": "PERS"},
        {"text": "بيروت", "type": "GPE"},
        {"text": "الخالدي", "type": "PERS"},
        {"text": "بيروت", "type": "GPE"},
    ],
    "quotes": [
        {
            "content": ["إن 30 جنديًا وصلوا إلى بيروت"],
            "type": "indirect",
            "act": "speech",
            "cue": ["قال"],
            "speaker": {"name": "الوزير سامي الخالدي", "kind": "named"},
            "via": [],
            "factuality": "asserted",
        }
    ],
    "quantities": [
        {
            "text": "30",
            "kind": "exact",
            "value": "30",
            "low": None,
            "high": None,
            "scale": None,
            "unit": None,
            "unit_text": None,
            "per": None,
            "modifier": None,
            "role": "level",
            "direction": None,
            "of": "جنديًا",
            "head": None,
            "base": None,
            "status": "asserted",
            "status_cue": None,
        }
    ],
}


def right(request: dict[str, Any]) -> Any:
    layer = layer_of(request)
    return Act(content={layer: ANSWERS[layer]})


def entities(*items: tuple[str, str]) -> Any:
    return Act(content={"entities": [{"text": text, "type": kind} for text, kind in items]})


BEIRUT = entities(("بيروت", "GPE"))


@pytest.fixture(scope="session")
def few_certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reading all certificates takes a client longer than everything else that is tried here."""
    pem = Path(require("llm", "certifi").where()).read_text(encoding="utf-8")
    end = "-----END CERTIFICATE-----\n"
    path = tmp_path_factory.mktemp("certificates") / "one.pem"
    path.write_text(pem[pem.index("-----BEGIN") : pem.index(end) + len(end)], encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch, few_certificates: Path) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(few_certificates))
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def model(server: Any, **settings: Any) -> LanguageModel:
    """A model that gives up soon, keeps nothing, and does not wait between two tries."""
    given = {"cache": "none", "retries": 2, "timeout": 5.0, "workers": 1, **settings}
    config = Config("m", base_url=server.url, **given)
    return LanguageModel(config, Endpoint(config, wait=lambda seconds: None))


def only(server: Any, **settings: Any) -> LanguageModel:
    return model(server, layers="entities", **settings)
