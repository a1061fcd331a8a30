"""Runs the tests of what is scored on mutants of it: a change that no test notices is a missing test.

    python tests/mutation/run.py [MODULE ...]

See README.md beside this file. Nothing is changed or copied on the disk: every mutant is a process that
is forked off one in which the slow imports are done, and has the changed module in memory.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Container, Sequence
from pathlib import Path
from types import ModuleType

import hypothesis
import pytest
from mutants import Mutant, mutants_of

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SURVIVORS = HERE / "survivors.json"
#: the least share of mutants of a module that the tests must notice
ENOUGH = 0.9
#: memory that a mutant may take, in bytes
MEMORY = 6 * 2**30

#: the tests that each module of rawi.evaluate is held against, the quickest first
TESTS = {
    "matching": ("matching", "quotes", "claims", "spans"),
    "measures": ("measures", "ner", "properties"),
    "spans": ("spans", "ner", "known_defects"),
    "contents": ("contents", "quotes", "many_at_once", "properties"),
    "ner": ("ner", "spans", "unanchored", "known_defects"),
    "unanchored": ("unanchored", "attribution"),
    "statistics": ("statistics", "many_at_once"),
    "quotes": ("quotes", "attribution", "known_defects", "properties"),
    "speakers": ("speakers", "quotes", "attribution", "known_defects"),
    "claims": ("claims", "claims_values", "many_at_once", "known_defects", "properties"),
}

#: what the tests import and no mutant can reach
SLOW = (
    "hypothesis.strategies",
    "numpy.random",
    "rawi.cli",
    "rawi.derived",
    "rawi.document",
    "rawi.invariants",
    "rawi.iob",
    "rawi.jsonl",
    "rawi.text",
    "scipy.optimize",
    "scipy.sparse.csgraph",
    "scipy.stats",
    "seqeval.metrics.v1",
    "seqeval.scheme",
)

#: what a survivor is told by: module, function, lines before and after
Key = tuple[str, str, str, str]


def main() -> int:
    """Runs all, prints what is new, and returns 1 if something is."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="default: all")
    parser.add_argument("--report", type=Path, help="write the survivors to this file, as JSON")
    parser.add_argument("--again", type=Path, help="run the survivors of such a report alone")
    options = parser.parse_args()
    if unknown := set(options.modules).difference(TESTS):
        parser.error(f"no module {', '.join(sorted(unknown))}; expected some of {', '.join(TESTS)}")
    # the same order of sets in every run, and no threads that would not survive a fork
    fixed = {"PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    if any(os.environ.get(name) != value for name, value in fixed.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **fixed})
    accepted = keys(SURVIVORS)
    chosen = keys(options.again) if options.again else None
    survivors: list[dict[str, str]] = []
    fine = True
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as compiled:
        sys.dont_write_bytecode, sys.pycache_prefix = False, compiled
        import_what_is_slow()
        for module in options.modules or TESTS:
            outcomes = run(module, chosen)
            left = [mutant for mutant, outcome in outcomes if outcome == "survived"]
            fine &= tell(module, outcomes, accepted, complete=chosen is None)
            survivors += [
                {"module": module, "place": m.place, "before": m.before, "after": m.after}
                for m in left
            ]
            if options.report:
                text = json.dumps(survivors, ensure_ascii=False, indent=2)
                options.report.write_text(text + "\n", "utf-8")
    return 0 if fine else 1


def keys(report: Path) -> Counter[Key]:
    """The survivors of a report, each as often as it is in it."""
    entries = json.loads(report.read_text("utf-8"))
    return Counter((e["module"], e["place"], e["before"], e["after"]) for e in entries)


def key(module: str, mutant: Mutant) -> Key:
    """What tells a mutant from others, also when lines are added above it."""
    return module, mutant.place, mutant.before, mutant.after


def run(module: str, chosen: Container[Key] | None) -> list[tuple[Mutant, str]]:
    """The outcome of every mutant of a module, or of the chosen ones.

    Raises:
        SystemExit: the tests fail on the module as it is, so that they would kill every mutant.
    """
    path = ROOT / "evaluate" / f"{module}.py"
    source = path.read_text("utf-8")
    tests = [f"tests/evaluate/test_{name}.py" for name in TESTS[module]]

    def seconds_as_it_is() -> float:
        started = time.monotonic()
        if outcome_of(module, source, tests, 600) != "survived":
            raise SystemExit(f"{module}: the tests fail without a mutant: {' '.join(tests)}")
        return time.monotonic() - started

    seconds_as_it_is()  # compiles
    limit = 5 + 5 * seconds_as_it_is()
    outcomes = [
        (mutant, outcome_of(module, mutant.code, tests, limit))
        for mutant in mutants_of(source)
        if chosen is None or key(module, mutant) in chosen
    ]
    seconds_as_it_is()  # whoever changes the checkout meanwhile would kill mutants too
    return outcomes


def tell(
    module: str, outcomes: Sequence[tuple[Mutant, str]], accepted: Counter[Key], *, complete: bool
) -> bool:
    """Prints what the tests did not notice, and whether that is known and little enough.

    Args:
        module: the module.
        outcomes: of its mutants.
        accepted: the survivors that are explained.
        complete: whether these are all mutants of the module.
    """
    left = [mutant for mutant, outcome in outcomes if outcome == "survived"]
    unexplained = accepted.copy()
    new = []
    for mutant in left:
        unexplained[key(module, mutant)] -= 1
        if unexplained[key(module, mutant)] < 0:
            new.append(mutant)
    for mutant in new:
        print(f"evaluate/{module}.py:{mutant.line} {mutant.place}")
        print(f"  - {mutant.before}\n  + {mutant.after}")
    gone = [k for k, n in unexplained.items() if k[0] == module and n > 0] if complete else []
    for _, place, before, after in gone:
        print(f"no survivor any more, take it off the list: {place}\n  - {before}\n  + {after}")
    shares = []
    for some in (outcomes, [o for o in outcomes if o[0].operator != "string"]):
        killed = sum(outcome != "survived" for _, outcome in some)
        shares.append((killed, len(some), killed / len(some) if some else 1.0))
    by_time = sum(outcome == "time-out" for _, outcome in outcomes)
    print(
        "{}: {} of {} killed ({:.1%}; {} of {} without changed strings, {:.1%}), "
        "{} of them by time; {} new survivors".format(
            module, *shares[0], *shares[1], by_time, len(new)
        ),
        flush=True,
    )
    return not new and not gone and (shares[0][2] >= ENOUGH or not complete)


def import_what_is_slow() -> None:
    """Imports what the tests need and no mutant can reach."""
    for name in SLOW:
        importlib.import_module(name)
    assert not any(name.startswith("rawi.evaluate.") for name in sys.modules), "a mutant is reached"
    hypothesis.settings.register_profile(
        "mutation",
        derandomize=True,
        deadline=None,
        database=None,
        max_examples=25,
        # a counterexample is enough, it needs not be small
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    multiprocessing.set_start_method("fork")
    gc.freeze()


def outcome_of(module: str, code: str, tests: Sequence[str], limit: float) -> str:
    """``killed``, ``time-out`` or ``survived``: what the tests make of this source of a module."""
    process = multiprocessing.Process(target=_test, args=(module, code, tests))
    process.start()
    process.join(limit)
    if process.is_alive():
        process.kill()
        process.join()
        return "time-out"
    return "killed" if process.exitcode else "survived"


def _test(module: str, code: str, tests: Sequence[str]) -> None:
    import rawi.evaluate

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    name = f"rawi.evaluate.{module}"
    changed = sys.modules[name] = ModuleType(name)
    changed.__file__ = str(ROOT / "evaluate" / f"{module}.py")
    exec(compile(code, changed.__file__, "exec", dont_inherit=True), changed.__dict__)
    setattr(rawi.evaluate, module, changed)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    plugins = ("_hypothesis_pytestplugin", "no:cacheprovider", "no:unraisableexception")
    arguments = ["-x", "-q", "--hypothesis-profile=mutation", *(f"-p{name}" for name in plugins)]
    # not by raising, so that nothing that runs at exit can change the outcome
    os._exit(int(pytest.main([*arguments, *tests], [_ExamplesFirst()])))


class _ExamplesFirst:
    """A plugin of pytest: what takes long comes last, since one failure is enough."""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: hypothesis.is_hypothesis_test(getattr(item, "obj", None)))


if __name__ == "__main__":
    sys.exit(main())
