"""What an exercise is: its checks, its hints, and the mistakes that people make in it.

A grader file declares exercises and checks, a misconceptions file the mistakes. Both only build data:
importing them registers nothing anywhere.
"""

import ast
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from torchkata.compare import Comparer, close
from torchkata.observation import Probe, takes_device
from torchkata.strategies import Input

Evidence = Literal["behaviour", "claim"]

DEVICE_CHECK = "works_on_a_gpu"
"""The name of the check that every exercise with `device_points` has besides those it declares."""

DEVICE_LAW = "What works on the CPU works on a GPU too, and its results are there."

CLAIM_SHARE = 1 / 5
"""The largest share of an exercise's points that may hang on claims."""


class DeclarationError(Exception):
    """A grader or misconceptions file contradicts itself. The message names the exercise and the remedy."""


@dataclass(frozen=True)
class Check:
    """One experiment on an implementation.

    Attributes:
        name: the probe's name.
        law: what must hold, from the probe's docstring.
        probe: called with the implementation and the inputs by name; returns plain data.
        inputs: how each input is drawn.
        points: earned when the observation agrees with the reference's on every example.
        compare: what agreement means.
        evidence: `behaviour` cannot be had without doing the work; a `claim` is the word of the process
            that runs the code about itself.
        examples: how many examples are drawn.
        hidden: whether its inputs are kept from learners: reports say that it failed, and little more.
        elsewhere: whether it is run on other devices too.
        curve: the key of the list of losses in what the probe returns, if reports are to draw it.
    """

    name: str
    law: str
    probe: Probe
    inputs: dict[str, Input]
    points: int
    compare: Comparer
    evidence: Evidence
    examples: int
    hidden: bool = False
    elsewhere: bool = True
    curve: str = ""


@dataclass
class Exercise:
    """One function or class to write.

    Args:
        id: `unit.name`.
        points: the sum of its checks' points, and of `device_points`.
        hints: a question, a pointer, nearly the answer.
        changes: names of the parameters that the function may change.
        device_points: earned where all that passes on the CPU passes on other devices too. With 0 it is run on
            the CPU alone.
        cpu_seconds: processor time that a worker may use for it, if it needs more than the usual limit.
    """

    id: str
    points: int
    hints: tuple[str, str, str]
    changes: tuple[str, ...] = ()
    device_points: int = 0
    cpu_seconds: int = 0
    checks: list[Check] = field(default_factory=list)

    @property
    def unit(self) -> str:
        """The module that holds it."""
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        """The function or class."""
        return self.id.partition(".")[2]

    def check(
        self,
        *,
        points: int,
        compare: Comparer | None = None,
        evidence: Evidence = "behaviour",
        examples: int = 10,
        hidden: bool = False,
        elsewhere: bool = True,
        curve: str = "",
        **inputs: Input,
    ) -> Callable[[Probe], Probe]:
        """Declare the decorated probe as a check of this exercise.

        On other devices than the CPU the tensors among its inputs are there; one with a parameter `device` is
        given that and places them itself. Those that count or look at the process say `elsewhere=False`.
        Of a training whose probe returns a dict, `curve` is the key of its list of losses, which reports draw.
        """

        def declare(probe: Probe) -> Probe:
            law = inspect.getdoc(probe)
            if not law:
                raise DeclarationError(
                    f"The check {probe.__name__} of {self.id} has no docstring: say what must hold."
                )
            comparer = close() if compare is None else compare
            name = probe.__name__
            arguments = (name, law, probe, inputs, points, comparer, evidence, examples)
            self.checks.append(Check(*arguments, hidden=hidden, elsewhere=elsewhere, curve=curve))
            return probe

        return declare

    def check_named(self, name: str) -> Check:
        """Return the check called `name`."""
        return next(check for check in self.checks if check.name == name)

    @property
    def checks_elsewhere(self) -> list[Check]:
        """The checks that are run on other devices too: of behaviour, with tensors in them."""
        if not self.device_points:
            return []
        return [
            check
            for check in self.checks
            if check.elsewhere
            and check.evidence == "behaviour"
            and (takes_device(check.probe) or any(i.has_tensors for i in check.inputs.values()))
        ]

    def on_the_cpu_alone(self) -> "Exercise":
        """Return this exercise without its device check, and without the points for it."""
        return replace(self, points=self.points - self.device_points, device_points=0)

    def validate(self) -> None:
        """Raise DeclarationError unless points, claims, hints and names are in order."""
        total = sum(check.points for check in self.checks) + self.device_points
        if total != self.points:
            raise DeclarationError(
                f"The checks of {self.id} give {total} points and the exercise {self.points}: "
                "change one of them."
            )
        claims = sum(check.points for check in self.checks if check.evidence == "claim")
        if claims > CLAIM_SHARE * self.points:
            raise DeclarationError(
                f"{claims} of {self.points} points of {self.id} hang on claims, and at most a fifth "
                "may: give them to checks of behaviour."
            )
        if self.device_points and not self.checks_elsewhere:
            raise DeclarationError(
                f"{self.id} has device_points, and none of its checks has a tensor in it: remove them."
            )
        names = [*(check.name for check in self.checks), DEVICE_CHECK]
        if len(set(names)) != len(names):
            raise DeclarationError(f"Two checks of {self.id} have the same name: rename one.")
        if len(self.hints) != 3:
            raise DeclarationError(f"{self.id} needs three hints and has {len(self.hints)}.")


@dataclass(frozen=True)
class Mistake:
    """A wrong solution that people really write, and what to tell them.

    It is either an edit of the reference's source (`replace` becomes `by`) or, in `whole`, the source of
    the whole function or class.

    Attributes:
        name: what the code does wrong, as it follows "your code ...".
        hint: a sentence that points at the cause without giving the answer.
        same_as: the name of a mistake that no input tells from this one; both are then named as that one.
    """

    name: str
    hint: str
    replace: str = ""
    by: str = ""
    whole: str = ""
    same_as: str = ""

    @property
    def public_name(self) -> str:
        """The name that a learner reads."""
        return self.same_as or self.name


@dataclass
class Misconceptions:
    """The catalogue of mistakes of one exercise."""

    exercise: str
    mistakes: list[Mistake] = field(default_factory=list)

    def mistake(
        self, name: str, *, hint: str, replace: str = "", by: str = "", same_as: str = ""
    ) -> Callable[[object], object]:
        """Add a mistake: an edit (`replace`, `by`), or as a decorator of the whole wrong function or class."""

        def whole(wrong: object) -> object:
            source = _source_without_decorators(wrong)
            self.mistakes.append(Mistake(name, hint, whole=source, same_as=same_as))
            return wrong

        if replace:
            edit = Mistake(name, hint, replace=replace, by=by, same_as=same_as)
            self.mistakes.append(edit)
        return whole


def _source_without_decorators(wrong: Any) -> str:
    """Return the source of a function or class as it stands in its file.

    `inspect.getsource` of a class gives the first of that name, and a catalogue holds many of one name.
    """
    members = [wrong] if inspect.isfunction(wrong) else vars(wrong).values()
    member = next(filter(inspect.isfunction, (getattr(m, "__func__", m) for m in members)))
    lines = inspect.getsourcelines(inspect.getmodule(wrong) or wrong)[0]
    node = next(
        node
        for node in ast.parse("".join(lines)).body
        if (
            isinstance(node, ast.FunctionDef | ast.ClassDef)
            and node.name == wrong.__name__
            and node.lineno <= member.__code__.co_firstlineno <= (node.end_lineno or 0)
        )
        or (
            isinstance(node, ast.FunctionDef)
            and any(d.lineno == member.__code__.co_firstlineno for d in node.decorator_list)
        )
    )
    return "".join(lines[node.lineno - 1 : node.end_lineno])
