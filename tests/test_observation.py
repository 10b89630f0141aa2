"""What an observation sees of a run."""

import random
import types

import numpy as np
import torch
from torch import nn

from torchkata.observation import Implementation, clean_message, observe
from torchkata.recording import Calls, Spy, grows_with, module_calls
from torchkata.values import TensorData, Unknown, show, to_data, to_object


def run(function, *, inputs=None, changes=(), name="f", **how):
    module = types.ModuleType("exercises.unit")
    setattr(module, name, function)
    implementation = Implementation(module, name, changes)
    data = {k: to_data(v) for k, v in (inputs or {}).items()}
    return observe(lambda impl, **kw: getattr(impl, name)(**kw), implementation, data, **how)


def test_values_survive_the_journey_to_data_and_back():
    value = {"t": torch.arange(6).reshape(2, 3), "n": [1, 2.5, None, ("a", True)]}
    back = to_object(to_data(value))
    assert torch.equal(back["t"], value["t"]) and back["n"] == value["n"]


def test_a_strided_tensor_is_not_contiguous_and_has_the_same_values():
    data = TensorData("float64", (2, 3), torch.arange(6.0).double().numpy().tobytes(), strided=True)
    tensor = to_object(data)
    assert not tensor.is_contiguous() and tensor.tolist() == [[0, 1, 2], [3, 4, 5]]


def test_what_is_not_plain_data_is_known_by_its_type_only():
    assert to_data(nn.Linear(1, 1)) == Unknown("Linear")
    assert isinstance(to_data(torch.ones(2).to_sparse()), Unknown)
    assert show(to_data(object())) == "an object of type object"


def test_a_changed_argument_is_noticed_however_it_was_changed():
    def in_place(x):
        x.mul_(1)

    def through_data(x):
        x.data[0] = 9

    def through_numpy(x):
        x.numpy()[0] = 9

    def requires(x):
        x.requires_grad_()

    for change in (in_place, through_data, through_numpy, requires):
        assert run(change, inputs={"x": torch.ones(2)}).changed == ("x",), change.__name__
    assert run(lambda x: x * 2, inputs={"x": torch.ones(2)}).changed == ()


def test_an_argument_that_the_exercise_names_may_change():
    seen = run(lambda x: x.mul_(2), inputs={"x": torch.ones(2)}, changes=("x",))
    assert seen.changed == ()


def test_of_a_module_weights_gradients_and_modes_are_watched():
    def probe_of(act):
        def probe(impl):
            model = nn.Sequential(nn.Linear(1, 1), nn.BatchNorm1d(1))
            impl.f(model)

        module = types.ModuleType("exercises.unit")
        module.f = act
        return observe(probe, Implementation(module, "f"), {})

    def backward(model):
        model[0].weight.sum().backward()

    def freeze(model):
        model[1].eval()

    def forward(model):
        model(torch.ones(2, 1))

    for act in (backward, freeze, forward):
        assert probe_of(act).changed == ("model",), act.__name__
    assert probe_of(lambda model: model[0](torch.ones(1))).changed == ()


def test_seeding_is_told_from_using_the_global_generators():
    def uses():
        return torch.rand(1), random.random(), np.random.rand()

    def seeds_torch():
        torch.manual_seed(3)

    def seeds_python():
        random.seed(3)

    assert not run(uses, look_for_reseeding=True).reseeded
    assert run(seeds_torch, look_for_reseeding=True).reseeded
    assert run(seeds_python, look_for_reseeding=True).reseeded


def test_every_run_starts_from_the_same_random_state():
    assert run(lambda: torch.rand(2)).value == run(lambda: torch.rand(2)).value


def test_prints_are_kept_up_to_a_stated_length():
    seen = run(lambda: print("x" * 100_000))
    assert seen.printed.startswith("xxx") and "cut at" in seen.printed
    assert len(seen.printed) < 2_100


def test_an_exception_is_data_without_addresses_and_folders():
    assert clean_message("at 0x7f00dead of /home/ann/work/norms.py") == "at 0x… of …/norms.py"
    seen = run(lambda: [][1])
    assert seen.raised.types[:2] == ("IndexError", "LookupError")


def test_a_missing_function_is_named():
    seen = observe(
        lambda impl: impl.g(), Implementation(types.ModuleType("exercises.unit"), "f"), {}
    )
    assert seen.raised.message == "unit.py defines no g."


def test_default_dtype_and_grad_mode_do_not_leak_into_the_next_run():
    def leaks():
        torch.set_default_dtype(torch.float64)
        torch.set_grad_enabled(False)

    run(leaks)
    assert torch.get_default_dtype() is torch.float32 and torch.is_grad_enabled()


def test_forbidden_calls_show_however_they_are_reached():
    x, w = torch.ones(2, 3), torch.ones(1, 3)
    with Calls() as calls:
        getattr(nn.functional, "lin" + "ear")(x, w)
    assert calls.called("linear", "conv2d") == ["linear"]
    with module_calls() as classes:
        nn.Linear(3, 1)(x)
    assert nn.Linear in classes


def test_a_loop_over_rows_shows_in_the_work_done():
    source = "def loop(x):\n    return [sum(row) for row in x.tolist()]\n"
    module = types.ModuleType("exercises.unit")
    exec(source, module.__dict__)
    few, many = (torch.ones(20, 3),), (torch.ones(60, 3),)
    assert grows_with(module.loop, few, many)
    assert not grows_with(lambda x: x.sum(dim=1), few, many)


def test_a_spy_notes_mode_and_graph_of_each_forward_pass():
    spy = Spy(nn.Linear(1, 1))
    spy.eval()
    with torch.no_grad():
        spy(torch.ones(2, 1))
    assert (spy.training_flags, spy.built_graph, spy.batch_sizes) == ([False], [False], [2])
