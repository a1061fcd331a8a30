"""Rawi (راوي): the benchmark for systems that read Arabic news."""

from __future__ import annotations

from importlib.metadata import version as _version

from rawi.document import Document
from rawi.errors import InputError, RawiError

__version__ = _version("rawi")

__all__ = ["Document", "InputError", "RawiError", "__version__"]
