"""The neural tagger as a system: ``rawi predict neural --model MODEL``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from rawi.baselines.system import Setting
from rawi.baselines.tagging.codec import decode
from rawi.baselines.tagging.linker import link
from rawi.baselines.tagging.tokens import tokenize
from rawi.document import Document, Layer
from rawi.errors import InputError

if TYPE_CHECKING:
    from rawi.baselines.neural.store import Manifest

_LAYERS: dict[str, tuple[Layer, ...]] = {
    "entities": ("entities",),
    "contents": ("quotes", "marks"),
    "quantities": ("quantities",),
}


class Neural:
    """A trained network that reads texts.

    Args:
        model: folder that ``rawi train neural`` wrote.
        device: ``auto`` (a GPU if there is one), ``cpu``, ``cuda`` or ``cuda:1``.
        batch_size: windows that are read at once.

    Raises:
        InputError: the folder is no model or was changed, or there is no such device.
    """

    name = "neural"
    version = "1"
    description = "an encoder with a layer of tags for every role, trained by rawi train neural"
    layers: tuple[Layer, ...] = ("entities", "quotes", "marks", "quantities")
    needs: ClassVar[dict[str, str]] = {"torch": "rawi[neural]", "transformers": "rawi[neural]"}
    settings = (
        Setting("model", "a folder of rawi train neural", kind="path", required=True),
        Setting("device", "auto, cpu, cuda, cuda:1 …", default="auto", affects=False),
        Setting(
            "batch_size", "windows at once", kind="integer", default=16, least=1, affects=False
        ),
    )

    def __init__(
        self, model: str | os.PathLike[str], device: str = "auto", batch_size: int = 16
    ) -> None:
        from rawi.baselines.neural.store import load, tags_of
        from rawi.baselines.neural.subwords import Subwords

        network, tokenizer, manifest = load(model)
        self._network: Any = network.to(chosen_device(device))
        self._manifest: Manifest = manifest
        self._subwords = Subwords(tokenizer, manifest.settings.window, manifest.settings.overlap)
        self._padding: int = tokenizer.pad_token_id or 0
        self._tags = tags_of(manifest.layout)
        self._batch_size = batch_size
        self.layers = tuple(
            layer
            for family, made in _LAYERS.items()
            if family in manifest.layout.families
            for layer in made
        )

    def read(self, text: str) -> Document:
        """Everything the system finds in a text."""
        return self.read_many([text])[0]

    def read_many(self, texts: Sequence[str]) -> list[Document]:
        """The same for several texts, in their order."""
        from rawi.baselines.neural.reading import read_tags

        tokens = [tokenize(text) for text in texts]
        tags = read_tags(
            self._network,
            self._subwords,
            self._padding,
            self._tags,
            [one.words for one in tokens],
            self._batch_size,
        )
        layout = self._manifest.layout
        return [
            link(text, decode(one, found, layout))
            for text, one, found in zip(texts, tokens, tags, strict=True)
        ]


def chosen_device(name: str) -> Any:
    """The device of a name.

    Raises:
        InputError: there is no such device.
    """
    import torch

    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError):
        raise InputError(f"there is no device {name!r} here; expected auto, cpu or cuda") from None
    return device
