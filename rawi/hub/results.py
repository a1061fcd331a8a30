"""Scores in the repository of a model: ``.eval_results/rawi.yaml``, and the older ``model-index``.

https://huggingface.co/docs/hub/eval-results: a list of entries, one number each, so every headline
measure is a task of its own. Anybody may propose such a file for any model; it is shown as *community*
until the owner merges it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rawi.errors import Fault, InputError
from rawi.evaluate.results import Estimate, Result
from rawi.evaluate.score import make_tasks
from rawi.hub.papers import TASKS
from rawi.hub.remote import State, is_same, open_pull_request, state, talking

PATH: Final = ".eval_results/rawi.yaml"


@dataclass(frozen=True, slots=True)
class Number:
    """One headline score, as it is reported.

    Attributes:
        task: its id in ``eval.yaml``.
        title: in words.
        estimate: value and interval, between 0 and 1.
    """

    task: str
    title: str
    estimate: Estimate

    @property
    def value(self) -> float:
        """In percent, with two decimals, as in the tables."""
        return round(100 * (self.estimate.value or 0.0), 2)

    @property
    def interval(self) -> str:
        """The 95% interval in percent, empty where there is none."""
        if self.estimate.low is None or self.estimate.high is None:
            return ""
        return f"95% interval [{100 * self.estimate.low:.1f}, {100 * self.estimate.high:.1f}]"


def numbers(result: Result) -> list[Number]:
    """The headline scores of a result that may stand on the public board.

    Raises:
        InputError: the result is not of the whole test split of a published gold set, or was scored
            in another way than the board's: raw offsets, a label map, a slice.
    """
    signature = result.signature
    wrong = [
        (
            signature.gold in ("", "custom"),
            "is not of the gold set of Rawi",
            "score without --gold",
        ),
        (
            signature.split != "test",
            f"is of the split {signature.split}",
            "score with --split test",
        ),
        (bool(signature.slice), f"is of the slice {signature.slice}", "score without --slice"),
        (signature.boundary != "word", "compares raw offsets", "score with --boundary word"),
        (
            signature.labels != "wojood21",
            f"maps labels by {signature.labels}",
            "score without a map",
        ),
    ]
    for is_wrong, what, hint in wrong:
        if is_wrong:
            raise InputError(Fault(f"the result of {result.system} {what}", hint=hint))
    found = [] if result.rawi is None else [Number("rawi", TASKS["rawi"][1], result.rawi)]
    for task in make_tasks(signature.tasks, signature.boundary, signature.labels):
        if task.name in TASKS:
            scores = result.tasks[task.name].scores[task.measures[0].name]
            found.append(Number(task.name, TASKS[task.name][1], scores["f1"]))
    if not found:
        raise InputError(
            Fault(f"the result of {result.system} has none of the tasks {', '.join(TASKS)}")
        )
    return found


def eval_results(
    result: Result, dataset: str, revision: str | None, date: str, before: str = ""
) -> str:
    """The file ``.eval_results/rawi.yaml``.

    Args:
        result: what was scored.
        dataset: repository of the set, ``owner/name``.
        revision: its commit, where known.
        date: of the evaluation, ISO 8601.
        before: what the file holds now; entries for other tasks and sets stay.

    Raises:
        InputError: as :func:`numbers`; the file that is there is no list of entries.
    """
    import yaml
    from huggingface_hub import EvalResultEntry, eval_result_entries_to_yaml

    found = numbers(result)
    link = result.link if isinstance(result.link, str) else None
    entries = [
        EvalResultEntry(
            dataset_id=dataset,
            task_id=number.task,
            value=number.value,
            dataset_revision=revision,
            date=date,
            source_url=link,
            source_name=result.system if link else None,
            notes="; ".join(filter(None, (number.interval, str(result.signature)))),
        )
        for number in found
    ]
    kept = _entries(before, yaml)
    mine = {(dataset, number.task) for number in found}
    kept = [
        entry
        for entry in kept
        if (entry.get("dataset", {}).get("id"), entry.get("dataset", {}).get("task_id")) not in mine
    ]
    return str(
        yaml.safe_dump(
            [*kept, *eval_result_entries_to_yaml(entries)],
            sort_keys=False,
            allow_unicode=True,
            width=10_000,
        )
    )


def _entries(before: str, yaml: Any) -> list[dict[str, Any]]:
    try:
        read = yaml.safe_load(before) or []
    except yaml.YAMLError as error:
        raise InputError(
            Fault(f"is no YAML: {str(error).splitlines()[0]}", file=PATH, hint="mend or remove it")
        ) from None
    if not isinstance(read, list) or not all(isinstance(entry, dict) for entry in read):
        raise InputError(Fault("is no list of entries", file=PATH, hint="mend or remove it"))
    return read


def model_card(result: Result, dataset: str, model: str, before: str) -> str:
    """The card of a model with the scores in its ``model-index``; the rest of the card stays.

    Args:
        result: what was scored.
        dataset: repository of the set.
        model: repository of the model.
        before: the card as it is; empty where there is none.

    Raises:
        InputError: as :func:`numbers`; the metadata of the card cannot be read.
    """
    from huggingface_hub import EvalResult, ModelCard

    found = numbers(result)
    try:
        card = ModelCard(before or "---\n---\n", ignore_metadata_errors=False)
    except Exception as error:  # the client raises what its YAML reader raises
        raise InputError(
            Fault(
                f"its metadata cannot be read: {str(error).splitlines()[0]}",
                file=f"{model}/README.md",
                hint="mend the front matter, or leave out --model-index",
            )
        ) from None
    data: Any = card.data
    others = [one for one in data.eval_results or [] if one.dataset_type != dataset]
    data.model_name = data.model_name or model.partition("/")[2]
    data.eval_results = others + [
        EvalResult(
            task_type="token-classification",
            task_name=number.title,
            dataset_type=dataset,
            dataset_name=f"Rawi {result.signature.gold}",
            dataset_config=TASKS[number.task][0],
            dataset_split="test",
            metric_type="f1",
            metric_name=number.task,
            metric_value=number.value,
        )
        for number in found
    ]
    return str(card)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Files for the repository of a model, and what they are based on.

    Attributes:
        files: by path; those that are there as they are left out.
        head: the commit that was looked at.
    """

    files: dict[str, str]
    head: str | None


def propose(
    api: Any, result: Result, model: str, dataset: str, date: str, *, model_index: bool
) -> Proposal:
    """What would be changed in a model's repository.

    Raises:
        InputError: the repository is not there, or the Hub cannot be reached; as
            :func:`eval_results` and :func:`model_card`.
    """
    numbers(result)  # before anybody is asked
    there = state(api, model, "model")
    if not there.exists:
        raise InputError(
            Fault("there is no such model repository", file=model, hint="OWNER/NAME of the model")
        )
    published = state(api, dataset, "dataset")
    revision = published.tags.get(f"v{result.signature.gold}")
    if revision is None:
        raise InputError(
            Fault(
                f"version {result.signature.gold} of the set is not published there",
                file=dataset,
                hint="name the repository of the set with --dataset, or publish it (rawi publish)",
            )
        )
    files = {PATH: eval_results(result, dataset, revision, date, _text(api, model, PATH, there))}
    if model_index:
        before = _text(api, model, "README.md", there)
        files["README.md"] = model_card(result, dataset, model, before)
    return Proposal(
        {
            path: text
            for path, text in files.items()
            if not is_same(text.encode(), there.files.get(path))
        },
        there.head,
    )


def _text(api: Any, repository: str, path: str, there: State) -> str:
    """A file of the repository; empty where there is none."""
    if path not in there.files:
        return ""
    with talking(repository, f"reading {path}"):
        local = api.hf_hub_download(repository, path, revision=there.head)
    return Path(local).read_bytes().decode("utf-8")


def send(api: Any, model: str, proposal: Proposal, system: str, *, pull_request: bool) -> str:
    """Proposes or commits the files, in one commit.

    Returns:
        the address of the pull request or the commit.

    Raises:
        InputError: no token or one that may not; a commit by somebody else meanwhile; a connection
            that broke. Nothing is half-published then.
    """
    from huggingface_hub import CommitOperationAdd

    message = f"Rawi scores of {system}"
    if pull_request:
        waiting = open_pull_request(
            api,
            model,
            "model",
            message,
            lambda found: all(
                is_same(t.encode(), found.files.get(p)) for p, t in proposal.files.items()
            ),
        )
        if waiting is not None:
            return waiting
    with talking(model, "publishing the result"):
        made = api.create_commit(
            model,
            [CommitOperationAdd(path, text.encode()) for path, text in proposal.files.items()],
            commit_message=message,
            parent_commit=proposal.head,
            create_pr=pull_request,
        )
    return str(made.pr_url if pull_request else made.commit_url)
