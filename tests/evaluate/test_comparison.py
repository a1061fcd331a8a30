"""Comparisons of systems: the paired bootstrap, the scores, and what is said of them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from rawi.document import Document, Entity
from rawi.evaluate.comparison import Comparison, Counts, comparisons, verdict
from rawi.evaluate.score import score
from rawi.evaluate.statistics import holm, paired_bootstrap_test, randomisation_test

TEXT = "زار الوزير بيروت ثم عمّان ثم بغداد"
GOLD = [
    Document(
        f"d{i}",
        text=TEXT,
        entities=(Entity(4, 10, "OCC"), Entity(11, 16, "GPE"), Entity(20, 25, "GPE")),
        quotes=(),
        quantities=(),
    )
    for i in range(30)
]


def rate(totals: np.ndarray) -> np.ndarray:
    totals = totals.astype(float)
    with np.errstate(invalid="ignore"):
        return totals[..., 0] / totals[..., 1]


def sample(seed: int, documents: int, skill: float) -> np.ndarray:
    """Right ones out of 50 items a document: the score is the mean of the documents."""
    generator = np.random.default_rng(seed)
    return np.stack([generator.binomial(50, skill, documents), np.full(documents, 50)], axis=1)


@pytest.mark.parametrize("skill", [0.70, 0.715, 0.73, 0.76])
def test_the_paired_bootstrap_agrees_with_scipy(skill: float) -> None:
    one, other = sample(4, 80, 0.7), sample(5, 80, skill)
    p, bounds = paired_bootstrap_test(one, other, rate, 8000, 12)
    drawn = _paired(one, other)
    observed = abs(rate(one.sum(axis=0)) - rate(other.sum(axis=0)))
    shifted = np.abs(drawn.bootstrap_distribution - drawn.bootstrap_distribution.mean())
    assert p == pytest.approx(float((shifted >= observed).mean()), abs=0.02)
    interval = drawn.confidence_interval
    assert bounds == pytest.approx((interval.low, interval.high), abs=0.003)
    # over many documents both come near the paired t-test
    assert p == pytest.approx(stats.ttest_rel(one[:, 0], other[:, 0]).pvalue, abs=0.03)


def _paired(one: np.ndarray, other: np.ndarray):  # type: ignore[no-untyped-def]
    """Scipy's bootstrap of the difference, over pairs of documents."""
    return stats.bootstrap(
        (np.arange(len(one)),),
        lambda index: float(rate(one[index].sum(axis=0)) - rate(other[index].sum(axis=0))),
        n_resamples=6000,
        vectorized=False,
        method="percentile",
        rng=np.random.default_rng(6),
    )


def test_the_paired_bootstrap_at_its_ends() -> None:
    weak, strong = sample(9, 30, 0.3), sample(10, 30, 0.95)
    p, bounds = paired_bootstrap_test(weak, strong, rate, 999, 1)
    assert p == 1 / 1000 and bounds is not None and bounds[1] < -0.5
    back, turned = paired_bootstrap_test(strong, weak, rate, 999, 1)
    assert back == p and turned == pytest.approx((-bounds[1], -bounds[0]))
    assert paired_bootstrap_test(weak, weak, rate, 500, 1) == (1.0, (0.0, 0.0))
    # a single document cannot vary, and so tells nothing
    assert paired_bootstrap_test(weak[:1], strong[:1], rate, 500, 1) == (1.0, None)
    assert paired_bootstrap_test(weak, strong, rate, 0, 1) == (1.0, None)
    with pytest.raises(ValueError, match="same documents"):
        paired_bootstrap_test(weak, strong[:5], rate, 10, 1)


def test_undefined_scores_count_as_nothing() -> None:
    nothing = np.zeros((10, 2), dtype=np.int64)
    p, bounds = paired_bootstrap_test(sample(1, 10, 0.5), nothing, rate, 200, 1)
    assert p < 0.05 and bounds is not None and bounds[0] > 0


def counts(**skills: float) -> Counts:
    made = []
    for seed, (name, skill) in enumerate(skills.items()):
        generator = np.random.default_rng(seed)
        found = [
            Document(
                d.id, entities=tuple(e for e in d.entities or () if generator.random() < skill)
            )
            for d in GOLD
        ]
        made.append(score(GOLD, found, system=name, resamples=20))
    return Counts(made)


def test_all_pairs_of_all_scores_corrected_over_the_pairs() -> None:
    made = counts(a=0.9, b=0.7, c=0.2)
    assert made.names == ["ner", "quotes", "claims", "mean"] and made.main == "mean"
    found = comparisons(made, made.names, trials=400, seed=3)
    assert [(c.score, c.first, c.second) for c in found[:3]] == [
        ("ner", "a", "b"),
        ("ner", "a", "c"),
        ("ner", "b", "c"),
    ]
    sides = [(made.matrices[c.first], made.matrices[c.second]) for c in found[:3]]
    value = made.score("ner")
    assert [c.randomisation for c in found[:3]] == holm(
        [randomisation_test(x, y, value, 400, 3) for x, y in sides]
    )
    assert [c.bootstrap for c in found[:3]] == holm(
        [paired_bootstrap_test(x, y, value, 400, 3)[0] for x, y in sides]
    )
    # nothing is to be found in two tasks, so the mean is a third of the one
    for task, mean in zip(found[:3], found[9:], strict=True):
        assert mean.difference == pytest.approx(task.difference / 3)
        assert mean.randomisation == task.randomisation
    by_bootstrap = comparisons(made, ["mean"], test="bootstrap", both=False, trials=400, seed=3)
    assert [c.p_value for c in by_bootstrap] == [c.bootstrap for c in found[9:]]
    assert by_bootstrap[0].randomisation is None


@pytest.mark.parametrize(
    ("difference", "p", "said"),
    [
        (0.125, 0.01, "a is better than b on the mean, by 12.5 points (p = 0.0100)."),
        (-0.125, 0.01, "b is better than a on the mean, by 12.5 points (p = 0.0100)."),
        (-0.01, 0.05, "b is ahead of a on the mean by 1.0 points, but the data cannot tell them apart (p = 0.0500)."),
        (0.0, 1.0, "a and b score the same on the mean (p = 1.0000)."),
    ],
)  # fmt: skip
def test_verdicts(difference: float, p: float, said: str) -> None:
    assert verdict(Comparison("a", "b", difference, p)) == said
    assert "on ner" in verdict(Comparison("a", "b", difference, p, "ner"))
