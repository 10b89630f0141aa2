"""Choose the cases that a key keeps: those that tell something, and a few that were drawn.

Many examples are drawn so that mistakes show; once it is known what each shows, most of them say nothing
that a smaller one has not said. Every case costs a run in every grading.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations

import msgspec

from torchkata.key import KeyCase, looks_like
from torchkata.wire import Case


def covering(
    cases: Mapping[str, Sequence[KeyCase]], always: Mapping[str, Sequence[Case]]
) -> dict[str, tuple[KeyCase, ...]]:
    """Return by check, in their order, the cases that tell something new.

    A case tells something new if a mistake shows on it that shows on no case before it in the same check,
    or if it tells two mistakes apart that look alike on all cases before it in the exercise.

    Args:
        cases: by check, the smallest first.
        always: cases that are kept whatever they tell.
    """
    noticed = {name for some in cases.values() for case in some for name in case.wrong}
    alike = list(combinations(sorted(noticed), 2))
    kept: dict[str, tuple[KeyCase, ...]] = {}
    for check, candidates in cases.items():
        unseen = set(noticed)
        chosen: list[KeyCase] = []
        for case in _without_repetitions(candidates):
            still_alike = [pair for pair in alike if look_alike(*pair, case)]
            if (
                not unseen.isdisjoint(case.wrong)
                or len(still_alike) < len(alike)
                or case.case in always[check]
            ):
                chosen.append(case)
                unseen -= case.wrong.keys()
                alike = still_alike
        kept[check] = tuple(chosen)
    return kept


def _without_repetitions(cases: Sequence[KeyCase]) -> list[KeyCase]:
    """Return the cases that differ; of those that ask the same, one that also looks for reseeding stays."""
    kept: dict[tuple[bytes, str, str], KeyCase] = {}
    for case in cases:
        asked = (msgspec.msgpack.encode(case.inputs), case.precision, case.device)
        if asked not in kept or case.look_for_reseeding:
            kept[asked] = case
    return list(kept.values())


def look_alike(one: str, other: str, case: KeyCase) -> bool:
    """Return whether two mistakes show the same on a case."""
    if one in case.wrong and other in case.wrong:
        return looks_like(case.wrong[one], case.wrong[other], case)
    return (one in case.wrong) == (other in case.wrong)
