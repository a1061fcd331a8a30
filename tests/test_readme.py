"""What the README shows is what happens: its commands are run and their output compared.

``RAWI_UPDATE_README=1`` writes the outputs anew.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

_CONSOLE = re.compile(r"```console\n(.*?)```", re.S)
#: a text that commands read: ```text and the name of its file
_FILE = re.compile(r"```text (\S+)\n(.*?)```", re.S)
_PYTHON = re.compile(r"```python\n(.*?)```", re.S)


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def test_commands_print_what_is_shown(
    root: Path, run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = root / "README.md"
    text = readme.read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    # read when the client is imported, which other tests may have done
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    commands = 0
    for name, body in _FILE.findall(text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8")

    def played(match: re.Match[str]) -> str:
        nonlocal commands
        shown = []
        for command in re.findall(r"^\$ (.*)$", match[1], re.M):
            arguments = shlex.split(command)
            assert arguments[0] == "rawi"
            result = run(*arguments[1:])
            assert result.exit_code == 0, f"{command}: {result.output}"
            shown.append(f"$ {command}\n{_plain(result.stdout)}\n")
            commands += 1
        return "```console\n" + "\n".join(shown) + "```"

    now = _CONSOLE.sub(played, text)
    assert commands >= 8
    if os.environ.get("RAWI_UPDATE_README"):
        readme.write_text(now, encoding="utf-8")
    assert _plain(now) == _plain(text)


def test_python_runs(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = _PYTHON.findall((root / "README.md").read_text(encoding="utf-8"))
    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})


def test_the_two_commands_come_first(root: Path) -> None:
    text = (root / "README.md").read_text(encoding="utf-8")
    first, second = re.findall(r"```bash\n(.*?)```", text, re.S)[:2]
    assert first.count("\n") == second.count("\n") == 1
    assert "rawi demo" in first
    assert "pytest" in second


def test_links_lead_somewhere(root: Path) -> None:
    for name in (
        "README.md",
        "CONTRIBUTING.md",
        "LICENSE-DATA.md",
        "annotation_guidelines/README.md",
    ):
        page = root / name
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!http)([^)#]+)", text):
            assert (page.parent / target).exists(), f"{name} links to {target}"
