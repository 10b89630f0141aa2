"""The graders are proved: every promise of `torchkata audit`, on every exercise."""

from collections.abc import Callable

import pytest
from conftest import EXERCISES

from torchkata.audit import PROOFS, Bench, Proof
from torchkata.exercise import Exercise


@pytest.mark.slow
@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: proof.__name__)
@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_proof(exercise: Exercise, proof: Proof, bench_of: Callable[[Exercise], Bench]) -> None:
    """The proof's own docstring says what holds."""
    assert list(proof(bench_of(exercise))) == []
