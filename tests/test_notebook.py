"""The notebook shows what its cells print: they are run here, without Jupyter.

``RAWI_UPDATE_README=1`` writes the outputs anew.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest


def test_the_notebook_prints_what_it_shows(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = root / "examples" / "evaluate_your_model.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert len(cells) >= 5
    for number, cell in enumerate(cells, 1):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile("".join(cell["source"]), f"cell {number}", "exec"), names)
        if os.environ.get("RAWI_UPDATE_README"):
            lines = printed.getvalue().splitlines(keepends=True)
            cell["outputs"] = [{"name": "stdout", "output_type": "stream", "text": lines}]
            cell["execution_count"] = number
            continue
        shown = "".join(
            "".join(output["text"]) for output in cell["outputs"] if output["name"] == "stdout"
        )
        assert printed.getvalue() == shown, f"cell {number}"
        assert cell["execution_count"] == number
    if os.environ.get("RAWI_UPDATE_README"):
        text = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
        path.write_text(text, encoding="utf-8")
