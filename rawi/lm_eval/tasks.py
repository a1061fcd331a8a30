"""The task classes that ``lm-evaluation-harness`` makes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

import numpy as np
from lm_eval.api.instance import Instance
from lm_eval.api.task import Task, TaskConfig

from rawi.baselines.llm.config import AnswerLayer
from rawi.baselines.llm.prompts import prompt
from rawi.baselines.llm.reading import read_replies
from rawi.dataset.load import load
from rawi.evaluate.headlines import counters, counts_of, headline_of, value
from rawi.evaluate.score import METRICS_VERSION

#: long enough for the longest article; the harness cuts at 256 tokens otherwise
_TOKENS = 8192
_VERSION = "1"


# to mypy, the harness is of any type: it looks alike with the extra and without
class _Headline(Task):  # type: ignore[misc]
    """One headline of the benchmark: a question for each layer that it needs, F1 of summed counts."""

    VERSION = METRICS_VERSION
    OUTPUT_TYPE = "generate_until"
    name: ClassVar[str]
    layers: ClassVar[tuple[AnswerLayer, ...]]

    def __init__(self, config: dict[str, Any] | None = None) -> None:
        settings = {k: v for k, v in (config or {}).items() if k != "class"}
        super().__init__(config=TaskConfig(**settings))
        self._gold = {document.id: document for document in load("test")}
        self._task, self._measure = headline_of(self.name)

    def download(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: the gold set is in the package."""

    def has_training_docs(self) -> bool:
        """None: examples are no part of these tasks."""
        return False

    def has_validation_docs(self) -> bool:
        """None."""
        return False

    def has_test_docs(self) -> bool:
        """The test split."""
        return True

    def test_docs(self) -> Iterable[dict[str, str]]:
        """Id and text of each article."""
        return [{"id": name, "text": d.text or ""} for name, d in self._gold.items()]

    def doc_to_text(self, doc: dict[str, str]) -> str:
        """The text, which every question is about."""
        return doc["text"]

    def doc_to_target(self, doc: dict[str, str]) -> str:
        """Empty: no string is the answer."""
        return ""

    def fewshot_context(
        self,
        doc: dict[str, str],
        num_fewshot: int = 0,
        apply_chat_template: bool = False,
        chat_template: Callable[..., str] | None = None,
        **kwargs: Any,
    ) -> list[str]:
        """The question of each layer: instructions and text, in the chat's form if one is asked for.

        Raises:
            ValueError: examples are asked for.
        """
        if num_fewshot:
            raise ValueError("rawi's tasks have no examples: leave out --num_fewshot")
        asked = []
        for layer in self.layers:
            told = prompt(_VERSION, layer)
            shape = f"{told.instructions}\n\nJSON Schema of the answer:\n{_compact(told.schema)}"
            if apply_chat_template and chat_template is not None:
                asked.append(
                    chat_template(
                        [
                            {"role": "system", "content": shape},
                            {"role": "user", "content": doc["text"]},
                        ]
                    )
                )
            else:
                asked.append(f"{shape}\n\n{doc['text']}\n\n")
        return asked

    def construct_requests(
        self, doc: dict[str, str], ctx: Sequence[str], metadata: Any = None, **kwargs: Any
    ) -> list[Instance]:
        """One request for each layer."""
        settings = {"until": [], "do_sample": False, "temperature": 0.0, "max_gen_toks": _TOKENS}
        return [
            Instance(
                request_type=self.OUTPUT_TYPE,
                doc=doc,
                arguments=(question, settings),
                idx=number,
                metadata=metadata,
            )
            for number, question in enumerate(ctx)
        ]

    def process_results(self, doc: dict[str, str], results: Sequence[str]) -> dict[str, Any]:
        """The counts of a document under each metric, and whether an answer was of no use."""
        answers = {
            layer: (answer, "stop") for layer, answer in zip(self.layers, results, strict=True)
        }
        found, failures = read_replies(doc["text"], answers)
        counts = counts_of(self._task, self._measure, self._gold[doc["id"]], found)
        row = tuple(counts[counter] for counter in counters(self._measure))
        return {"f1": row, "precision": row, "recall": row, "failed": int(bool(failures))}

    def aggregation(self) -> dict[str, Callable[[Sequence[Any]], float]]:
        """Sums of the counts over documents, and the score of the sums."""

        def of(name: str) -> Callable[[Sequence[Any]], float]:
            def summed(rows: Sequence[Any]) -> float:
                totals = np.array(list(rows), dtype=np.float64).sum(axis=0)
                return float(np.nan_to_num(value(totals, self._measure, name)))

            return summed

        return {name: of(name) for name in ("f1", "precision", "recall")} | {"failed": sum}

    def higher_is_better(self) -> dict[str, bool]:
        """All but the number of failures."""
        return {"f1": True, "precision": True, "recall": True, "failed": False}


def _compact(schema: str) -> str:
    return json.dumps(json.loads(schema), ensure_ascii=False, separators=(",", ":"))


class Ner(_Headline):
    """Nested named entities; the numeric types follow from the quantities, which are asked for too."""

    name = "ner"
    layers = ("entities", "quantities")


class Quotes(_Headline):
    """Quotes and who is quoted."""

    name = "quotes"
    layers = ("quotes",)


class Claims(_Headline):
    """Quantities and what they claim."""

    name = "claims"
    layers = ("quantities",)
