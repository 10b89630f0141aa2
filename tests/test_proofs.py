"""The graders are proved: every promise of `torchkata audit`, on every exercise.

There is a class of tests for each unit, so that pytest-xdist's `loadscope` can share them out.
"""

from collections.abc import Callable

import pytest
from conftest import EXERCISES

from torchkata.audit import PROOFS, Bench, Proof
from torchkata.exercise import Exercise


def proofs_of(unit: str) -> type:
    exercises = [exercise for exercise in EXERCISES if exercise.unit == unit]

    @pytest.mark.slow
    class Proofs:
        @pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: proof.__name__)
        @pytest.mark.parametrize("exercise", exercises, ids=lambda exercise: exercise.id)
        def test_proof(
            self, exercise: Exercise, proof: Proof, bench_of: Callable[[Exercise], Bench]
        ) -> None:
            """The proof's own docstring says what holds."""
            assert list(proof(bench_of(exercise))) == []

    return Proofs


for _unit in {exercise.unit: None for exercise in EXERCISES}:
    globals()[f"Test{_unit.capitalize()}"] = proofs_of(_unit)
