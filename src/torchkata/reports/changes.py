"""What changed between two gradings of the same class."""

from collections.abc import Iterator, Mapping

from torchkata.report import Report


def changes(before: Mapping[str, Report], after: Mapping[str, Report]) -> Iterator[str]:
    """Yield a line for each submission or exercise whose verdict is another."""
    for name in sorted({*before, *after}):
        if name not in after:
            yield f"{name}: only in the first"
        elif name not in before:
            yield f"{name}: only in the second"
        else:
            yield from _changes_of(name, before[name], after[name])


def _changes_of(name: str, before: Report, after: Report) -> Iterator[str]:
    old = {e.id: e for e in before.exercises}
    new = {e.id: e for e in after.exercises}
    for id in dict.fromkeys([*old, *new]):
        mine, theirs = old.get(id), new.get(id)
        if mine is None or theirs is None:
            yield f"{name}  {id}: only in the {'second' if mine is None else 'first'}"
        elif (mine.earned, mine.status, mine.sentence) != (
            theirs.earned,
            theirs.status,
            theirs.sentence,
        ):
            points = f"{mine.earned} → {theirs.earned} of {theirs.points} points"
            yield f"{name}  {id}: {points}; {mine.status} → {theirs.status}: {theirs.sentence}"
