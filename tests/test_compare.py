"""Agreement of numbers and the sentences about differences."""

import math

import numpy as np
import pytest
import torch

from torchkata.compare import Expected, close, exactly, raises, value_difference, within
from torchkata.observation import Observation, Raised
from torchkata.values import to_data


def difference(observed, expected, sensitivity=(), precision="float64", rtol=1e-9):
    found = value_difference(to_data(observed), to_data(expected), rtol, sensitivity, precision)
    return None if found is None else found()


def test_a_result_agrees_with_itself_nan_and_infinity_included():
    value = torch.tensor([1.0, math.nan, math.inf, -math.inf])
    assert difference(value, value.clone()) is None
    assert difference([math.nan, 1], [math.nan, 1]) is None


def test_float64_numbers_must_agree_to_nine_digits():
    assert difference(1.0 + 1e-10, 1.0) is None
    assert difference(1.0 + 1e-8, 1.0) is not None


def test_float32_numbers_agree_within_their_own_rounding():
    one = torch.tensor([1.0])
    assert difference(one * (1 + 2e-6), one, precision="float32") is None
    assert difference(one * (1 + 1e-4), one, precision="float32") is not None


def test_a_cancelled_result_may_move_as_far_as_the_reference_itself():
    zero, rest = torch.tensor(0.0).double(), torch.tensor(1e-16).double()
    assert difference(rest, zero) is not None
    assert difference(rest, zero, sensitivity=(1e-17,)) is None


def test_nan_never_agrees_with_a_number():
    assert "nan" in difference(torch.tensor([math.nan, 1.0]), torch.tensor([0.0, 1.0]))


@pytest.mark.parametrize(
    ("observed", "expected", "sentence"),
    [
        (torch.ones(2, 3), torch.ones(3, 2), "The shape should be (3, 2), and it is (2, 3)."),
        (torch.ones(2), torch.ones(2).double(), "The dtype should be float64, and it is float32."),
        (torch.tensor(1.0), 1.0, "The result should be a Python float, and it is a tensor."),
        (np.ones(2), torch.ones(2), "The result should be a tensor, and it is a NumPy array."),
        (None, torch.ones(2), "The result should be a tensor, and it is None."),
        ([1.0, 2.0], [1.0], "The result should have 1 items, and it has 2."),
        (6.0, 2.0, "Your result is 3 times the expected one."),
        (torch.tensor([-1.0, 2.0]), torch.tensor([1.0, -2.0]), "Your result has the wrong sign."),
        (
            torch.tensor([[1.0, 2.0], [3.0, 4.0]]),
            torch.tensor([[1.0, 3.0], [2.0, 4.0]]),
            "Your result is the transpose of the expected one.",
        ),
        (
            torch.tensor([2.0, 3.0]),
            torch.tensor([1.0, 2.0]),
            "Your result is off by +1 everywhere.",
        ),
        (
            torch.tensor([-1.0, 2.0]),
            torch.tensor([1.0, 2.0]),
            "Your result has the right size, and the wrong sign in some places.",
        ),
        (
            torch.tensor([1.0, 2.0, 5.0]),
            torch.tensor([1.0, 2.0, 4.0]),
            "1 of 3 elements differ. The first is at [2].",
        ),
    ],
)
def test_the_first_difference_is_a_sentence(observed, expected, sentence):
    assert difference(observed, expected) == sentence


def test_the_sentence_says_which_item_of_a_result_differs():
    sentence = difference({"loss": 2.0, "steps": 3}, {"loss": 2.0, "steps": 4})
    assert sentence.endswith("This is about item ['steps'] of the result.")


def test_dicts_with_other_keys_differ_by_their_keys():
    assert "'text', and it has 'Text'" in difference({"Text": 1}, {"text": 1})


def seen(value=None, raised=None):
    return Observation(to_data(value), raised)


def test_a_subclass_of_the_wanted_exception_agrees():
    observed = seen(raised=Raised(("KeyError", "LookupError", "Exception"), "'x'"))
    assert raises(LookupError).difference(observed, Expected(seen()), "float64", {}) is None
    assert raises(ValueError).difference(observed, Expected(seen()), "float64", {}) is not None


def test_a_message_must_mention_what_the_check_asks_for():
    wanted = raises(ValueError, mentions=lambda p: [p])
    good = seen(raised=Raised(("ValueError",), "p must be at least 1, not 0.5"))
    vague = seen(raised=Raised(("ValueError",), "p is wrong"))
    assert wanted.difference(good, Expected(seen()), "float64", {"p": 0.5}) is None
    assert "0.5" in wanted.difference(vague, Expected(seen()), "float64", {"p": 0.5})()


def test_exactly_forgives_no_bit():
    near = seen(1.0 + 2**-52)
    assert close().difference(near, Expected(seen(1.0)), "float64", {}) is None
    assert exactly().difference(near, Expected(seen(1.0)), "float64", {}) is not None
    assert exactly().difference(seen(1.0), Expected(seen(1.0)), "float64", {}) is None


def test_within_asks_every_number_to_lie_between_its_bounds():
    bounds = within(0, 1)
    assert bounds.difference(seen([0.0, 1.0]), Expected(seen()), "float64", {}) is None
    assert bounds.difference(seen([0.0, 1.1]), Expected(seen()), "float64", {}) is not None
    assert bounds.difference(seen("half"), Expected(seen()), "float64", {}) is not None
