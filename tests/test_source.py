"""Stubs, mistakes as edits, and untouched bodies."""

import pytest

from torchkata.exercise import DeclarationError, Mistake
from torchkata.source import (
    definition_text,
    mistaken,
    replaced,
    stub_of,
    untouched,
    without_hidden,
)

SOLUTION = '''"""A unit."""


def double(x: int) -> int:
    """Twice x."""
    ### BEGIN SOLUTION
    y = x + x
    return y
    ### END SOLUTION


### BEGIN SOLUTION
def _helper() -> None: ...


### END SOLUTION
def half(x: int) -> float:
    """Half of x."""
    ### BEGIN SOLUTION
    return x / 2
    ### END SOLUTION
'''


def edit(replace, by):
    return Mistake("errs", "Why?", replace=replace, by=by)


def test_a_stub_keeps_signature_and_docstring_and_loses_body_and_helpers():
    stub = stub_of(SOLUTION)
    assert '"""Twice x."""\n    raise NotImplementedError' in stub
    assert "x + x" not in stub and "_helper" not in stub and "SOLUTION" not in stub
    compile(stub, "stub.py", "exec")


def test_a_mistake_edits_its_own_function_only():
    text = mistaken(SOLUTION, "half", (edit("x / 2", "x // 2"),))
    assert "return x // 2" in text and "y = x + x" in text


def test_two_edits_compose():
    both = (edit("x + x", "x * x"), edit("return y", "return -y"))
    text = definition_text(mistaken(SOLUTION, "double", both), "double")
    assert "x * x" in text and "return -y" in text


@pytest.mark.parametrize("text", ["nowhere", "x"])
def test_an_edit_must_be_found_exactly_once(text):
    with pytest.raises(DeclarationError, match="must stand there once"):
        mistaken(SOLUTION, "double", (edit(text, "z"),))


def test_a_whole_function_replaces_the_reference():
    wrong = Mistake("errs", "Why?", whole="def half(x):\n    return x\n")
    assert definition_text(mistaken(SOLUTION, "half", (wrong,)), "half") == wrong.whole


def test_comments_spaces_and_docstrings_do_not_count_as_a_start():
    stub = stub_of(SOLUTION)
    dressed = stub.replace('"""Twice x."""', '"""Mine."""\n    # to do\n')
    assert untouched(dressed, stub) == ("double", "half")
    started = replaced(stub, "double", "def double(x):\n    return 2 * x")
    assert untouched(started, stub) == ("half",)
    assert untouched("def double(x:", stub) == ()


def test_hidden_checks_are_cut_with_their_points():
    grader = '''
a = Exercise(
    "unit.a",
    points=3,
)


@a.check(points=2, x=vectors("n"))
def shown(impl, x):
    """Shown."""


@a.check(
    points=1,
    hidden=True,
)
def kept_back(impl):
    """Hidden."""
    return SECRET
'''
    text, names = without_hidden(grader)
    assert names == ("kept_back",)
    assert "points=2,\n)" in text and "def shown" in text
    assert "kept_back" not in text and "SECRET" not in text and "hidden" not in text
