"""Settings of systems: checked against what a system declares, and named in its predictions."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from rawi.baselines.system import Setting, SettingValue
from rawi.errors import Fault, InputError

#: settings with an option of their own on the command line; the others are given with --set
OPTIONS = ("model", "base_url")
_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")
#: of a checksum of a model, in hexadecimal digits: 64 bits tell models apart
_DIGITS = 16


def option_for(name: str) -> str:
    """How a setting is given on the command line: ``--model VALUE`` or ``--set beam=VALUE``."""
    dashed = name.replace("_", "-")
    return f"--{dashed} VALUE" if name in OPTIONS else f"--set {dashed}=VALUE"


def check_settings(
    system: str, declared: Sequence[Setting], given: Mapping[str, SettingValue]
) -> dict[str, SettingValue | None]:
    """The value of every declared setting.

    Args:
        system: its name, for messages.
        declared: the settings that it knows.
        given: by name, as text or as what the setting is.

    Raises:
        InputError: with every unknown setting, missing one, and value that does not fit.
    """
    known = {setting.name: setting for setting in declared}
    values: dict[str, SettingValue | None] = {s.name: s.default for s in declared}
    faults: list[Fault] = []
    for key, value in given.items():
        name = key.replace("-", "_")
        if name not in known:
            has = f"it has {', '.join(known)}" if known else "it has none"
            faults.append(Fault(f"the system {system!r} has no setting {key!r}, {has}"))
            continue
        try:
            values[name] = _value(known[name], value)
        except InputError as error:
            faults.extend(error.faults)
    faults.extend(
        Fault(
            f"the system {system!r} needs the setting {setting.name!r}: {setting.help}",
            hint=f"give it with {option_for(setting.name)}",
        )
        for setting in declared
        if setting.required and values[setting.name] is None and not _given(setting, given)
    )
    if faults:
        raise InputError(faults)
    return values


def _given(setting: Setting, given: Mapping[str, SettingValue]) -> bool:
    return any(key.replace("-", "_") == setting.name for key in given)


def _value(setting: Setting, given: SettingValue) -> SettingValue:
    """A value of the right kind."""
    text = str(given).strip()
    if setting.kind == "path":
        path = Path(text).expanduser()
        if not text or not path.exists():
            raise InputError(
                f"there is no such file or folder, the setting {setting.name!r} is {setting.help}",
                file=text or "''",
            )
        # Other processes may stand in another folder.
        return str(path.resolve())
    if setting.kind == "flag":
        if text.lower() in _TRUE + _FALSE:
            return text.lower() in _TRUE
        raise _misfit(setting, text, "true or false")
    if setting.kind in ("integer", "number"):
        return _number(setting, text)
    if setting.choices and text not in setting.choices:
        raise _misfit(setting, text, f"one of {', '.join(setting.choices)}")
    if not text:
        raise _misfit(setting, text, setting.help)
    return text


def _number(setting: Setting, text: str) -> int | float:
    least = "" if setting.least is None else f" of {setting.least:g} or more"
    whole = setting.kind == "integer"
    expected = ("a whole number" if whole else "a number") + least
    try:
        value: int | float = int(text) if whole else float(text)
    except ValueError:
        raise _misfit(setting, text, expected) from None
    if not math.isfinite(value) or (setting.least is not None and value < setting.least):
        raise _misfit(setting, text, expected)
    return value


def _misfit(setting: Setting, found: str, expected: str) -> InputError:
    return InputError(f"the setting {setting.name!r} is {found!r}, expected {expected}")


def meta_of(
    name: str,
    version: str,
    declared: Sequence[Setting],
    values: Mapping[str, SettingValue | None],
) -> dict[str, str]:
    """Name, version, and the settings that predictions may depend on, as text.

    A path is named by the checksum of what it holds: the place says nothing to anyone else, and a
    model may be trained anew in the same place.

    Raises:
        InputError: a path cannot be read.
    """
    found = {"system": name, "version": version}
    for setting in declared:
        value = values.get(setting.name)
        if not setting.affects or value is None:
            continue
        if setting.kind == "path":
            found[setting.name] = f"sha256:{_checksum(Path(str(value)))[:_DIGITS]}"
        elif isinstance(value, bool):
            found[setting.name] = "true" if value else "false"
        else:
            found[setting.name] = str(value)
    return found


def _checksum(path: Path) -> str:
    """SHA-256 of a file, or of the names and checksums of the files in a folder."""
    try:
        if path.is_dir():
            listing = hashlib.sha256()
            for file in sorted(f for f in path.rglob("*") if f.is_file()):
                listing.update(f"{file.relative_to(path).as_posix()}\0{_checksum(file)}\n".encode())
            return listing.hexdigest()
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=str(path)) from None
