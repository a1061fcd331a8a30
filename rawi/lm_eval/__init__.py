"""The benchmark as tasks of ``lm-evaluation-harness``: ``rawi_ner``, ``rawi_quotes``, ``rawi_claims``.

    tasks=$(python -c 'import rawi.lm_eval; print(rawi.lm_eval.PATH)')
    lm_eval --include_path "$tasks" --tasks rawi_quotes --model … --apply_chat_template

The harness sums whatever a task gives it for each document: so the prompts, the reading of answers and
the counts are those of this package, and only the sums are made there.
"""

from __future__ import annotations

from pathlib import Path

#: the folder with the descriptions of the tasks, for ``--include_path``
PATH = str(Path(__file__).parent)
