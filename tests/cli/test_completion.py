"""Completion as shells ask for it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.shell_completion import BashComplete
from click.testing import Result

from rawi.cli import COMMANDS, main


def complete(*words: str) -> list[str]:
    *before, last = words
    made = BashComplete(main, {}, "rawi", "_RAWI_COMPLETE")
    return [item.value for item in made.get_completions(list(before), last)]


def test_commands_options_systems_and_articles() -> None:
    assert complete("") == list(COMMANDS)
    assert complete("sc") == ["score"]
    assert "--predictions" in complete("show", "--p")
    assert complete("predict", "ru") == ["rules"]
    assert complete("show", "rawi-0001") == ["rawi-0001"]
    assert complete("export", "br") == ["brat"]
    assert complete("import", "la") == ["label-studio"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_names_the_command(shell: str, run: Callable[..., Result]) -> None:
    result = run("completion", shell)
    assert result.exit_code == 0 and "_RAWI_COMPLETE" in result.stdout
    assert run("completion", "cmd").exit_code == 2


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_completes(run: Callable[..., Result], tmp_path: Path) -> None:
    script = tmp_path / "rawi.bash"
    script.write_text(run("completion", "bash").stdout, encoding="utf-8")
    command = tmp_path / "rawi"
    command.write_text(
        f'#!/bin/sh\nexec {sys.executable} -P -c \'from rawi.cli import main; main(prog_name="rawi")\' "$@"\n',
        encoding="utf-8",
    )
    command.chmod(0o755)
    asked = (
        f"source {script}; PATH={tmp_path}:$PATH; COMP_WORDS=(rawi lead); COMP_CWORD=1; "
        f'_rawi_completion rawi; echo "${{COMPREPLY[@]}}"'
    )
    found = subprocess.run(
        ["bash", "-c", asked], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert found.stdout.strip() == "leaderboard", found.stderr
