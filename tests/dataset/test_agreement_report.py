"""The agreement that is shipped is that of the passes; gates are what was asked for."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from lxml import etree
from msgspec import to_builtins
from msgspec.structs import replace

from rawi.dataset.agree import agreement, differences, pair_up
from rawi.dataset.agreement_report import against_gates, gates, main, report, shipped
from rawi.dataset.skeleton import skeleton
from rawi.dataset.validate import read_annotated
from rawi.document import Bound, Claim, Document, Entity, Quantity, Quote, Source, Span, Unit
from rawi.evaluate.charts import Row, chart


def test_what_is_shipped_is_what_the_passes_give(root: Path, tmp_path: Path) -> None:
    passes = root / "dataset" / "passes"
    pairs = pair_up(read_annotated(passes / "a"), read_annotated(passes / "b"))
    assert report(pairs) == shipped()
    main([str(passes / "a"), str(passes / "b"), str(tmp_path / "made.json")])
    committed = root / "dataset" / "data" / "agreement.json"
    assert (tmp_path / "made.json").read_bytes() == committed.read_bytes()
    assert "not agreement between people" in shipped().kind


def test_every_difference_of_the_passes_is_decided_by_a_rule(root: Path) -> None:
    passes = root / "dataset" / "passes"
    pairs = pair_up(read_annotated(passes / "a"), read_annotated(passes / "b"))
    head, *rows = (passes / "decisions.tsv").read_text("utf-8").splitlines()
    cells = [dict(zip(head.split("\t"), row.split("\t"), strict=True)) for row in rows]
    decided = Counter((c["article"], int(c["offset"]), c["layer"], c["what"]) for c in cells)
    differ = Counter(
        (d.document, d.start, d.layer, d.what) for pair in pairs for d in differences(*pair)
    )
    assert decided == differ
    assert all(re.fullmatch(r"[EQN]-\d\d", c["rule"]) and c["decided"] for c in cells)


def test_two_forms_of_a_number_are_no_difference() -> None:
    def half(value: str) -> Document:
        number = Quantity(4, 7, "n1", "bound", high=Bound(value), unit=Unit("meter"))
        return replace(skeleton("x", "دون نصف متر"), quantities=(number,))

    assert list(differences(half("0.5"), half("1/2"))) == []
    assert [d.what for d in differences(half("0.5"), half("0.25"))] == ["high"]


def test_every_gate_has_a_figure_and_what_is_not_reached_is_said() -> None:
    found = {(figure.layer, figure.what) for figure in shipped().figures}
    assert {(gate.layer, gate.what) for gate in gates()} <= found
    for gate in shipped().gates:
        assert gate.reached == (gate.value is not None and gate.value >= gate.least)


def test_parts_of_agreement_by_hand() -> None:
    text = "قال وزير مصر إن 3 عمال نجوا."
    base = replace(
        skeleton("x", text),
        entities=(Entity(4, 12, "OCC", "e1"), Entity(9, 12, "GPE", "e2")),
        quotes=(Quote((Span(13, 27),), "q1", "indirect", source=Source((Span(4, 12),))),),
        quantities=(
            Quantity(16, 17, "n1", value="3", unit=Unit("day"), claim=Claim(Span(18, 22))),
        ),
    )
    other = replace(
        base,
        entities=(Entity(4, 12, "OCC", "e1"),),
        quotes=(Quote((Span(13, 27),), "q1", "direct", source=Source((Span(4, 8),))),),
        quantities=(
            Quantity(16, 17, "n1", value="3", unit=Unit("hour"), claim=Claim(Span(18, 22))),
        ),
    )
    found = {(a.layer, a.what): (a.agreed, a.first, a.second) for a in agreement([(base, other)])}
    assert found["entities", "span"] == (1, 2, 1)
    assert found["entities", "inner"] == (0, 1, 0)
    assert found["quotes", "span"] == (1, 1, 1)
    assert found["quotes", "indirect"] == (0, 1, 0) and found["quotes", "direct"] == (0, 0, 1)
    assert found["quotes", "source, if marked by both"] == (0, 1, 1)
    assert found["quantities", "value, if marked by both"] == (1, 1, 1)
    assert found["quantities", "unit, if marked by both"] == (0, 1, 1)
    reached = {gate.title: gate.reached for gate in against_gates(agreement([(base, other)]))}
    assert reached["numbers, span"] is True
    assert reached["unit, given the number"] is False
    assert against_gates([])[0].reached is None


def test_commands_show_gates_and_draw_charts(
    root: Path, run: Callable[..., Result], tmp_path: Path
) -> None:
    passes = root / "dataset" / "passes"
    made = run("agree", passes / "a", passes / "b", "--gates", "--format", "json")
    assert json.loads(made.stdout) == to_builtins(shipped().gates)
    for command, name in (
        (("agree", passes / "a", passes / "b"), "agreement.svg"),
        (("stats", "--realism"), "realism.svg"),
    ):
        assert run(*command, "--svg", tmp_path / name).exit_code == 0
        root_element = etree.fromstring((tmp_path / name).read_bytes())
        assert root_element.tag.endswith("svg")
    assert run("stats", "--svg", tmp_path / "no.svg").exit_code == 2


def test_charts_escape_and_stay_inside() -> None:
    rows = [
        Row("<script>alert(1)</script>", 2.0, -1.0, 3.0, asked=0.5),
        Row("nothing", None),
        Row("ratio", 0.5, text="half"),
    ]
    drawn = chart("<b>", rows)
    tree = etree.fromstring(drawn.encode())
    space = {"s": "http://www.w3.org/2000/svg"}
    assert not tree.findall(".//s:script", space)
    assert [text.text for text in tree.iterfind("s:text", space)][:2] == ["<b>", None]
    circles = [float(c.get("cx")) for c in tree.iterfind("s:circle", space)]
    assert circles == [780.0, 555.0]
    (band,) = [r for r in tree.iterfind("s:rect", space) if r.get("class") == "band"]
    assert (float(band.get("x")), float(band.get("width"))) == (330.0, 450.0)
    assert chart("<b>", rows) == drawn
    half = chart("x", [Row("a", 1.0)], lowest=0.25, highest=4, ticks=(1,), logarithmic=True)
    assert 'cx="555.0"' in half
    for axis in ((1.0, 1.0, False), (0.0, 1.0, True)):
        with pytest.raises(ValueError, match="an axis"):
            chart("x", [], lowest=axis[0], highest=axis[1], logarithmic=axis[2])
