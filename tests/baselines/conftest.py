"""A package of systems beside Rawi, as somebody else would install it."""

from __future__ import annotations

from pathlib import Path

import pytest

SYSTEMS = '''
import os, signal, time
from rawi.baselines.system import Setting
from rawi.document import Document, Entity


class Words:
    """Marks the first word of every text."""

    name, version, description, layers = "words", "1", "the first word", ("entities",)

    def read(self, text):
        end = len(text.split()[0]) if text.split() else 0
        return Document("", entities=(Entity(0, end, "PERS", "e1"),) if end else ())


class Fussy(Words):
    name = "fussy"

    def read(self, text):
        if "سيئ" in text and not os.environ.get("MENDED"):
            raise ValueError("a bad\\nword")
        return super().read(text)


class Slow(Words):
    name = "slow"

    def read(self, text):
        time.sleep(0.02)
        if os.environ.get("READ_LOG"):
            with open(os.environ["READ_LOG"], "a") as stream:
                stream.write(f"{os.getpid()}\\n")
        return super().read(text)


class Deadly(Words):
    name = "deadly"

    def read(self, text):
        if "قاتل" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().read(text)


class Together(Words):
    name = "together"

    def read_many(self, texts):
        if any("سيئ" in text for text in texts):
            raise RuntimeError("the whole batch")
        return [super(Together, self).read(text) for text in texts]

    def read(self, text):
        if "سيئ" in text:
            raise RuntimeError("this one")
        return super().read(text)


class Tuned(Words):
    name = "tuned"
    settings = (
        Setting("model", "a file with a word in it", kind="path", required=True),
        Setting("beam", "how wide to look", kind="integer", default=3, least=1),
        Setting("share", "of something", kind="number", default=0.5),
        Setting("loud", "whether to shout", kind="flag", default=False),
        Setting("mode", "how", default="fast", choices=("fast", "good")),
        Setting("device", "where", default="cpu", affects=False),
    )

    def __init__(self, *, model, beam, share, loud, mode, device):
        from rawi.errors import InputError

        self.word = open(model, encoding="utf-8").read()
        self.given = {"beam": beam, "share": share, "loud": loud, "mode": mode, "device": device}
        if self.word == "broken":
            raise InputError("is no model", file=model)


class Named(Words):
    """Its name follows from a setting."""

    settings = (Setting("model", "a name", required=True),)

    def __init__(self, *, model):
        self.model = model

    @property
    def name(self):
        return f"named:{self.model}"


class Costly(Words):
    name = "costly"

    def __init__(self):
        raise ImportError("a package; pip install 'costly'")


class Needy(Words):
    name = "needy"
    needs = {"json": "nothing", "no_such_module": "rawi[needy]"}


class Broken(Words):
    name = "broken"

    def __init__(self):
        raise OSError("no such device")
'''
NAMES = (
    "Words", "Fussy", "Slow", "Deadly", "Together", "Tuned", "Named", "Costly", "Broken", "Needy",
)  # fmt: skip


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Installs the systems for this process, and for those that it starts."""
    folder = tmp_path / "site"
    about = folder / "rawi_test_systems-1.0.dist-info"
    about.mkdir(parents=True)
    (folder / "rawi_test_systems.py").write_text(SYSTEMS, encoding="utf-8")
    (about / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: rawi-test-systems\nVersion: 1.0\n"
    )
    points = "".join(f"{name.lower()} = rawi_test_systems:{name}\n" for name in NAMES)
    (about / "entry_points.txt").write_text(
        f"[rawi.systems]\n{points}number = os:O_RDONLY\ngone = rawi_test_systems:Gone\n"
    )
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.delitem(__import__("sys").modules, "rawi_test_systems", raising=False)
    return folder
