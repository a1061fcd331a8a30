"""The dataset card: front matter for the Hub, and prose with facts that are counted, never typed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from rawi.dataset.realism import realism, references
from rawi.dataset.tables import CONFIGS
from rawi.document import Document
from rawi.hub.documentation import render
from rawi.hub.papers import TASKS
from rawi.hub.tree import table_of

#: sizes as the Hub names them, by the number of rows that they end below
_SIZES: Final = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"))


def card(
    repository: str,
    version: str,
    splits: Mapping[str, Sequence[Document]],
    files: Mapping[str, bytes],
    left_out: Collection[str] = (),
) -> str:
    """``README.md`` of a dataset repository.

    Args:
        repository: ``owner/name``.
        version: of the data.
        splits: the documents that are published.
        files: the Parquet files by path.
        left_out: ids of documents that are not published.
    """
    from datasets.utils.metadata import MetadataConfigs
    from huggingface_hub import DatasetCardData

    infos = {config: _info(config, splits, files) for config in CONFIGS}
    rows = max(sum(part.num_examples for part in info.splits.values()) for info in infos.values())
    data = DatasetCardData(
        language="ar",
        license="other",
        license_name="cc-by-4.0-with-one-exception",
        license_link="LICENSE.md",
        pretty_name="Rawi",
        annotations_creators=["machine-generated"],
        language_creators=["machine-generated", "found"],
        multilinguality="monolingual",
        source_datasets=["original"],
        size_categories=[next((name for limit, name in _SIZES if rows < limit), "100K<n<1M")],
        task_categories=["token-classification", "text-classification"],
        task_ids=["named-entity-recognition"],
        tags=["arabic", "news", "benchmark", "quotation-attribution", "numeric-claims"],
    )
    from datasets.info import DatasetInfosDict

    DatasetInfosDict(infos).to_dataset_card_data(data)
    MetadataConfigs(
        {
            config: {
                **({"default": True} if config == "documents" else {}),
                "data_files": [
                    {"split": split, "path": f"{config}/{split}-*.parquet"} for split in splits
                ],
            }
            for config in CONFIGS
        }
    ).to_dataset_card_data(data)
    body = render(
        "card.md",
        version,
        splits,
        repository=repository,
        tasks=TASKS,
        left_out=sorted(left_out),
        realism=_realism(splits),
    )
    return f"---\n{data.to_yaml()}\n---\n\n{body}"


def _info(config: str, splits: Mapping[str, Sequence[Document]], files: Mapping[str, bytes]) -> Any:
    """``DatasetInfo`` of a config, read off its files."""
    import datasets

    paths = {split: f"{config}/{split}-00000-of-00001.parquet" for split in splits}
    tables = {split: table_of(files[path]) for split, path in paths.items()}
    sizes = datasets.SplitDict()
    for split, made in tables.items():
        sizes.add(datasets.SplitInfo(split, num_bytes=made.nbytes, num_examples=made.num_rows))
    return datasets.DatasetInfo(
        features=datasets.Features.from_arrow_schema(next(iter(tables.values())).schema),
        splits=sizes,
        download_size=sum(len(files[path]) for path in paths.values()),
        dataset_size=sum(made.nbytes for made in tables.values()),
        config_name=config,
    )


def _realism(splits: Mapping[str, Sequence[Document]]) -> list[dict[str, str]]:
    every = [document for documents in splits.values() for document in documents]
    found = realism(every)
    seeds = [document for document in every if document.meta.get("origin") == "seed"]
    real = realism(seeds) if seeds else {}
    return [
        {
            "title": known.title,
            "value": "" if (value := found[name]) is None else f"{value:g}",
            "reference": str(known),
            "source": known.source,
            "real": "" if (single := real.get(name)) is None else f"{single:g}",
            "why": known.why if known.missed_by(found[name]) else "",
        }
        for name, known in references().items()
    ]
