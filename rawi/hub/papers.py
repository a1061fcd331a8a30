"""The small papers of a dataset repository: licence, citation, and its registration as a benchmark."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

#: task ids by the config that they are about; one for each headline measure, since the Hub keeps one
#: number for a task (https://huggingface.co/docs/hub/eval-results)
TASKS: Final = {
    "ner": ("ner", "nested entities, exact F1"),
    "quotes": ("quotes", "quotes with the right speaker, attribution F1"),
    "claims": ("claims", "value, unit and thing counted, claim F1"),
    "rawi": ("documents", "the mean of the three"),
}


def template(name: str) -> str:
    """A text that is shipped beside this module."""
    return files("rawi.hub").joinpath("templates", name).read_text(encoding="utf-8")


def licence() -> str:
    """The licence of texts and annotation."""
    return template("LICENSE.md")


def citation(version: str, repository: str) -> str:
    """``CITATION.cff`` (1.2.0) of a version of the data."""
    return (
        "cff-version: 1.2.0\n"
        "message: If you use Rawi, please cite it with the version of the gold set that you used.\n"
        'title: "Rawi: a benchmark for systems that read Arabic news"\n'
        "type: dataset\n"
        "authors:\n  - name: The Rawi maintainers\n"
        f'version: "{version}"\n'
        f"repository: https://huggingface.co/datasets/{repository}\n"
        "license: CC-BY-4.0\n"
    )


def eval_yaml() -> str:
    """``eval.yaml``: what the Hub is told of the benchmark and its tasks."""
    lines = [
        "name: Rawi",
        "description: >-",
        "  A benchmark for systems that read Arabic news: nested named entities, quotes with their",
        "  speakers, quantities and the claims they make. Scored with `rawi score`.",
        "evaluation_framework: rawi",
        "tasks:",
    ]
    for task, (config, about) in TASKS.items():
        lines += [f"  - id: {task}", f"    config: {config}", "    split: test", f"    # {about}"]
    return "\n".join(lines) + "\n"
