"""The tasks themselves: one for each headline of the benchmark."""

from __future__ import annotations

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import GenerateConfig
from inspect_ai.scorer import Scorer

import rawi
from rawi.baselines.llm.config import AnswerLayer
from rawi.baselines.llm.prompts import checksum, prompt
from rawi.dataset.load import load, manifest
from rawi.evaluate.score import METRICS_VERSION
from rawi.evaluate.score import checksum as gold_checksum
from rawi.inspect.asking import ask_layers
from rawi.inspect.scoring import score_claims, score_ner, score_quotes


def _made(
    scored: Scorer,
    layers: tuple[AnswerLayer, ...],
    split: str,
    version: str,
    shots: int,
    shots_seed: int,
) -> Task:
    documents = load(split)
    return Task(
        dataset=MemoryDataset(
            [
                Sample(
                    input=document.text or "",
                    id=document.id,
                    metadata={
                        key: document.meta.get(key, "") for key in ("origin", "topic", "region")
                    },
                )
                for document in documents
            ],
            name=f"rawi {manifest().version} {split}",
        ),
        solver=ask_layers(layers, version, shots, shots_seed),
        scorer=scored,
        config=GenerateConfig(temperature=0.0),
        version=f"{METRICS_VERSION}-{checksum(prompt(version, layer) for layer in layers)[:12]}",
        metadata={
            "rawi": rawi.__version__,
            "metrics": METRICS_VERSION,
            "gold": manifest().version,
            "gold_sha256": gold_checksum(documents),
            "split": split,
        },
    )


@task
def ner(split: str = "test", version: str = "1", shots: int = 0, shots_seed: int = 0) -> Task:
    """Nested named entities; the numeric types follow from the quantities, which are asked for too.

    Args:
        split: of the gold set.
        version: of the prompts.
        shots: examples from the train split in each prompt.
        shots_seed: which examples.
    """
    return _made(score_ner(split), ("entities", "quantities"), split, version, shots, shots_seed)


@task
def quotes(split: str = "test", version: str = "1", shots: int = 0, shots_seed: int = 0) -> Task:
    """Quotes and who is quoted.

    Args:
        split: of the gold set.
        version: of the prompts.
        shots: examples from the train split in each prompt.
        shots_seed: which examples.
    """
    return _made(score_quotes(split), ("quotes",), split, version, shots, shots_seed)


@task
def claims(split: str = "test", version: str = "1", shots: int = 0, shots_seed: int = 0) -> Task:
    """Quantities and what they claim.

    Args:
        split: of the gold set.
        version: of the prompts.
        shots: examples from the train split in each prompt.
        shots_seed: which examples.
    """
    return _made(score_claims(split), ("quantities",), split, version, shots, shots_seed)
