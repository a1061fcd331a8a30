"""The mutants of a module: copies of its source with one small change each, made by mutmut's operators.

``mutmut run`` itself copies the checkout and wants the folders of a package to bear its import names,
which ``evaluate/`` (``rawi.evaluate``) does not; and it leaves decorated functions and constants of the
module alone. Its operators are used here on all of a module but what only tells the reader something:
type annotations, docstrings and decorators.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

#: nodes that say nothing about what the module does
_LEFT_ALONE = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom)
#: ``zip(…, strict=True)`` asserts what the code has just made so; without it nothing else happens
_ARGUMENT_LEFT_ALONE = "strict"
#: calls that every change breaks at once
_CALLS_LEFT_ALONE = ("len", "isinstance")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed copy of a module.

    Attributes:
        operator: the kind of change, as mutmut names it.
        place: the function or class that was changed, ``""`` for the module itself.
        line: of the source, counted from 1.
        before: the lines that differ, stripped, as they are in the source.
        after: what the mutant has instead.
        code: the whole source of the mutant.
    """

    operator: str
    place: str
    line: int
    before: str
    after: str
    code: str


class _Changes(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, int, cst.CSTNode, cst.CSTNode]] = []
        self._places: list[str] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, _LEFT_ALONE) or _is_call_left_alone(node) or _is_assertion(node):
            return False
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self._places.append(node.name.value)
        operators: Iterable[tuple[type, Callable[[Any], Iterable[cst.CSTNode]]]]
        operators = mutation_operators
        for kind, operator in operators:
            if isinstance(node, kind):
                line = self.get_metadata(PositionProvider, node).start.line
                name = operator.__name__.removeprefix("operator_")
                place = ".".join(self._places)
                self.found.extend(
                    (name, place, line, node, new)
                    for new in operator(node)
                    if not _takes_assertion_away(node, new)
                )
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, cst.FunctionDef | cst.ClassDef):
            self._places.pop()


def _is_call_left_alone(node: cst.CSTNode) -> bool:
    return (
        isinstance(node, cst.Call)
        and isinstance(node.func, cst.Name)
        and node.func.value in _CALLS_LEFT_ALONE
    )


def _is_assertion(node: cst.CSTNode) -> bool:
    return (
        isinstance(node, cst.Arg)
        and node.keyword is not None
        and node.keyword.value == _ARGUMENT_LEFT_ALONE
    )


def _takes_assertion_away(node: cst.CSTNode, new: cst.CSTNode) -> bool:
    """Whether only that argument differs."""
    if not (isinstance(node, cst.Call) and isinstance(new, cst.Call)):
        return False
    before, after = (
        [argument.value for argument in call.args if not _is_assertion(argument)]
        for call in (node, new)
    )
    return len(node.args) != len(before) and before == after


def mutants_of(source: str) -> list[Mutant]:
    """All mutants of a module, in the order of its source."""
    wrapper = MetadataWrapper(cst.parse_module(source))
    changes = _Changes()
    wrapper.visit(changes)
    made = []
    for operator, place, line, node, new in changes.found:
        code = wrapper.module.deep_replace(node, new).code
        before, after = _difference(source, code)
        made.append(Mutant(operator, place, line, before, after, code))
    return made


def _difference(source: str, code: str) -> tuple[str, str]:
    lines = difflib.unified_diff(source.splitlines(), code.splitlines(), n=0, lineterm="")
    changed = [line for line in lines if line[:3] not in ("---", "+++")]
    before, after = (
        "\n".join(line[1:].strip() for line in changed if line.startswith(sign)) for sign in "-+"
    )
    return before, after
