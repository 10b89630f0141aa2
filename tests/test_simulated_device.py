"""The simulated device: right code computes there what it computes on the CPU, wrong code fails as on a GPU."""

import contextlib
import copy
import io
import pickle
import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils import rnn
from torch.utils.checkpoint import checkpoint
from torch.utils.data import DataLoader, Dataset, TensorDataset

from torchkata.simulated_device import NotSimulated, SimulatedDevice, Transfer

CPU, FIRST, SECOND = torch.device("cpu"), torch.device("cuda:0"), torch.device("cuda:1")

MIXED = "Expected all tensors to be on the same device, but found at least two devices"


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Let results be equal bit for bit, and leave the other tests their threads."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def device() -> Iterator[SimulatedDevice]:
    """A simulated cuda:1, in force during the test."""
    with SimulatedDevice("cuda:1") as simulated:
        yield simulated


@dataclass
class Task:
    """What a grader hands to the code below: a device, and everything else on the CPU."""

    device: Any

    def __post_init__(self) -> None:
        torch.manual_seed(0)
        self.inputs = torch.randn(12, 4)
        self.labels = torch.randint(0, 3, (12,))
        self.batches = DataLoader(TensorDataset(self.inputs, self.labels), batch_size=4)
        self.new_model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))

    @cached_property
    def model(self) -> nn.Module:
        """The classifier, on the device."""
        return copy.deepcopy(self.new_model).to(self.device)

    @cached_property
    def x(self) -> Tensor:
        """The inputs, on the device."""
        return self.inputs.to(self.device)

    @cached_property
    def y(self) -> Tensor:
        """The labels, on the device."""
        return self.labels.to(self.device)


# Sixteen right functions ---------------------------------------------------------------------------

RIGHT: list[Callable[[Task], Any]] = []


def right(code: Callable[[Task], Any]) -> Callable[[Task], Any]:
    RIGHT.append(code)
    return code


@right
def trains_on_batches_that_it_moves(task):
    model = task.new_model.to(task.device)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    total = 0.0
    for inputs, labels in task.batches:
        inputs, labels = inputs.to(task.device), labels.to(task.device)
        optimizer.zero_grad()
        loss = F.cross_entropy(model(inputs), labels)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
    return total, model[0].weight


@right
def counts_correct_predictions(task):
    model, correct = task.model.eval(), 0
    with torch.no_grad():
        for inputs, labels in task.batches:
            predicted = model(inputs.to(task.device)).argmax(dim=1)
            correct += (predicted == labels.to(task.device)).sum().item()
    return correct / 12


@right
def adds_a_registered_buffer(task):
    class Positions(nn.Module):
        def __init__(self):
            super().__init__()
            self.register_buffer("positions", torch.arange(4.0))
            self.linear = nn.Linear(4, 2)

        def forward(self, x):
            return self.linear(x + self.positions)

    return Positions().to(task.device)(task.x)


@right
def makes_constants_where_the_input_is(task):
    x = task.x
    n = x.shape[1]
    x = x + torch.arange(n, device=x.device) + torch.tensor([0.5] * n, device=x.device)
    x = x + torch.zeros_like(x) + torch.full_like(x, 2.0)
    return x + x.new_ones(n) + x.new_full((n,), 3.0) + x.new_tensor([1.0, 2.0, 3.0, 4.0])


@right
def goes_to_numpy_by_way_of_the_cpu(task):
    logits = task.model(task.x).detach().cpu().numpy()
    return torch.from_numpy(logits).to(task.device)


@right
def uses_zero_dimensional_cpu_tensors_as_numbers(task):
    x, eps = task.x, torch.tensor(1e-8)
    norms = (x * x).sum(dim=1).sqrt()
    return (x @ x.T) / torch.maximum(norms[:, None] * norms[None, :], eps)


@right
def indexes_with_indices_from_the_cpu(task):
    x, out = task.x, torch.zeros(2, 3, device=task.device)
    out[torch.arange(2), torch.tensor([1, 2])] = 1.0
    x = x[torch.tensor([0, 2])].clone()
    x[0] = 0.0
    x[:, 1] = torch.tensor(2.0)
    return x.masked_fill(x > 0, 1.0).sum(dim=1) + out.sum(dim=1)


@right
def makes_modules_and_masks_on_the_device(task):
    linear = nn.Linear(4, 2, device=task.device)
    nn.init.kaiming_normal_(linear.weight)
    mask = (torch.rand_like(task.x) > 0.5).float()
    return linear(task.x * mask)


@right
def keeps_losses_and_adds_them_up(task):
    losses, total = [], torch.tensor(0.0)
    for inputs, labels in task.batches:
        loss = F.cross_entropy(task.model(inputs.to(task.device)), labels.to(task.device))
        losses.append(loss.detach())
        total = total + loss.detach()
    return torch.stack(losses).mean() + total


@right
def asks_the_model_for_its_device(task):
    device = next(task.model.parameters()).device
    return task.model(task.inputs.to(device))


@right
def saves_weights_and_loads_them_onto_the_device(task):
    file = io.BytesIO()
    torch.save(task.model.state_dict(), file)
    file.seek(0)
    model = task.new_model.to(task.device)
    model.load_state_dict(torch.load(file, map_location=task.device))
    return model(task.x)


@right
def counts_a_confusion_matrix(task):
    predicted = task.model(task.x).argmax(dim=1)
    confusion = torch.bincount(task.y * 3 + predicted, minlength=9).reshape(3, 3)
    one_hot = torch.zeros(12, 3, device=task.device).scatter_(1, task.y[:, None], 1.0)
    return confusion.float() + one_hot.sum(dim=0)


@right
def runs_a_recurrent_network(task):
    with warnings.catch_warnings(action="error"):  # of a cuDNN that is not there, say
        lstm = nn.LSTM(4, 5, batch_first=True).to(task.device)
    hidden = torch.zeros(1, 3, 5, device=task.device)
    outputs, _ = lstm(task.x.view(3, 4, 4), (hidden, torch.zeros_like(hidden)))
    return nn.LayerNorm(5).to(task.device)(outputs)


@right
def moves_tensors_to_where_others_are(task):
    weight = torch.randn(4, 2).to(task.x)
    bias = torch.zeros(2).to(task.x.device, torch.float64).to(dtype=torch.float32)
    return task.x @ weight + bias


@right
def reads_values_as_python_numbers(task):
    rounded = [round(value, 2) for value in task.x[0].tolist()]
    sign = 1 if task.x.sum() > 0 else -1
    return torch.tensor(rounded, device=task.device) * float(task.x.max()) * sign


@right
def masks_attention_with_a_mask_on_the_device(task):
    x = task.x.view(3, 4, 4)
    later = torch.triu(torch.ones(4, 4, dtype=torch.bool, device=task.device), diagonal=1)
    scores = (x @ x.mT).masked_fill(later, float("-inf"))
    return F.scaled_dot_product_attention(x, x, x, attn_mask=~later) + scores.softmax(dim=-1)


@pytest.mark.parametrize("code", RIGHT, ids=lambda code: code.__name__)
def test_right_code_computes_on_the_device_what_it_computes_on_the_cpu(code):
    expected = _leaves(code(Task("cpu")))
    with SimulatedDevice("cuda:1"):
        found = _leaves(code(Task("cuda:1")))
        assert all(leaf.device == SECOND for leaf in found if isinstance(leaf, Tensor))
    for a, b in zip(found, expected, strict=True):
        assert torch.equal(a, b) if isinstance(a, Tensor) else a == b


def _leaves(value: Any) -> list[Any]:
    return list(value) if isinstance(value, tuple) else [value]


# Twenty-four wrong functions -----------------------------------------------------------------------

RAISES: list[Any] = []
MISPLACES: list[Any] = []


def raises(error: type[Exception], *words: str) -> Callable[..., Any]:
    """Say what PyTorch raises on a GPU."""

    def register(code):
        RAISES.append(pytest.param(code, error, words, id=code.__name__))
        return code

    return register


def misplaces(where: torch.device) -> Callable[..., Any]:
    """Say on which other device the result is."""

    def register(code):
        MISPLACES.append(pytest.param(code, where, id=code.__name__))
        return code

    return register


@raises(RuntimeError, MIXED, "cuda:1 and cpu", "target")
def leaves_the_labels_on_the_cpu(task):
    for inputs, labels in task.batches:
        F.cross_entropy(task.model(inputs.to(task.device)), labels).backward()


@raises(RuntimeError, MIXED, "cuda:1 and cpu", "addmm")
def leaves_the_inputs_on_the_cpu(task):
    return task.model(task.inputs)


@raises(RuntimeError, MIXED, "cuda:1 and cuda:0")
def moves_the_inputs_to_the_default_gpu(task):
    return task.model(task.inputs.cuda())


@raises(RuntimeError, MIXED, "cuda:1 and cuda:0")
def hard_codes_the_name_of_the_device(task):
    return task.model(task.inputs.to("cuda"))


@raises(RuntimeError, MIXED, "cuda:1 and cpu", "add")
def makes_a_constant_on_the_cpu(task):
    return task.x + torch.arange(4)


@raises(RuntimeError, MIXED, "cuda:1 and cpu", "add")
def keeps_a_constant_that_is_no_buffer(task):
    class Positions(nn.Module):
        def __init__(self):
            super().__init__()
            self.positions = torch.arange(4.0)
            self.linear = nn.Linear(4, 2)

        def forward(self, x):
            return self.linear(x + self.positions)

    return Positions().to(task.device)(task.x)


@raises(TypeError, "can't convert cuda:1 device type tensor to numpy", "Use Tensor.cpu()")
def goes_to_numpy_directly(task):
    return torch.from_numpy(task.model(task.x).detach().numpy()).to(task.device)


@raises(RuntimeError, MIXED, "cpu and cuda:1", "target")
def brings_the_logits_to_the_cpu_and_not_the_labels(task):
    return F.cross_entropy(task.model(task.x).cpu(), task.y)


@raises(RuntimeError, MIXED, "cuda:1 and cpu", "argument self in method add_")
def adds_losses_into_a_cpu_tensor_in_place(task):
    total = torch.tensor(0.0)
    for inputs, labels in task.batches:
        loss = F.cross_entropy(task.model(inputs.to(task.device)), labels.to(task.device))
        total += loss.detach()
    return total


@raises(RuntimeError, MIXED, "cpu and cuda:1", "addmm")
def hides_layers_in_a_list(task):
    class Deep(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = [nn.Linear(4, 4), nn.Linear(4, 4)]
            self.head = nn.Linear(4, 1)

        def forward(self, x):
            for layer in self.layers:
                x = layer(x)
            return self.head(x)

    return Deep().to(task.device)(task.x)


@misplaces(CPU)
def makes_the_result_of_python_numbers(task):
    return torch.tensor([sum(row) for row in task.x.tolist()])


@raises(RuntimeError, MIXED, "cuda:1 and cpu", "mask")
def makes_a_mask_on_the_cpu(task):
    x = task.x.view(3, 4, 4)
    later = torch.triu(torch.ones(4, 4, dtype=torch.bool), diagonal=1)
    return (x @ x.mT).masked_fill(later, float("-inf"))


@raises(RuntimeError, MIXED, "cpu and cuda:1", "addmm")
def forgets_to_move_the_model(task):
    return task.new_model(task.x)


@raises(RuntimeError, MIXED, "cpu and cuda:1", "scatter_")
def scatters_into_a_cpu_tensor(task):
    return torch.zeros(12, 3).scatter_(1, task.y[:, None], 1.0)


@raises(TypeError, "can't convert cuda:1 device type tensor to numpy")
def has_numpy_read_a_tensor(task):
    return float(np.asarray(task.model(task.x).detach()).mean())


@raises(RuntimeError, MIXED, "cuda:1 and cpu", "addmm")
def drops_the_result_of_to(task):
    task.inputs.to(task.device)
    return task.model(task.inputs)


@misplaces(FIRST)
def chooses_a_device_of_its_own(task):
    device = "cuda" if torch.cuda.is_available() else "cpu"
    return task.new_model.to(device)(task.inputs.to(device))


@raises(RuntimeError, MIXED, "cuda:1 and cpu")
def makes_the_first_hidden_state_on_the_cpu(task):
    gru = nn.GRU(4, 5).to(task.device)
    return gru(task.x.view(3, 4, 4), torch.zeros(1, 4, 5))[0]


@raises(RuntimeError, MIXED, "cuda:1 and cpu", "tensors in method cat")
def concatenates_a_cpu_tensor(task):
    return torch.cat([task.x, torch.zeros(12, 1)], dim=1)


@misplaces(CPU)
def collects_results_in_a_cpu_tensor(task):
    out = torch.zeros(12, 4)
    out[:] = task.x
    return out


@raises(RuntimeError, MIXED, "cuda:1 and cpu", "add")
def makes_a_constant_in_forward(task):
    class Scale(nn.Module):
        def __init__(self):
            super().__init__()
            self.weight = nn.Parameter(torch.ones(4))

        def forward(self, x):
            return x * self.weight + torch.ones(4) * 2

    return Scale().to(task.device)(task.x)


@raises(RuntimeError, MIXED, "cuda:1 and cpu", "where")
def chooses_between_devices(task):
    return torch.where(task.x > 0, task.x, torch.zeros(12, 4))


@raises(RuntimeError, "indices should be either on cpu or on the same device", "(cpu)")
def indexes_a_cpu_tensor_with_a_mask_from_the_device(task):
    return task.inputs[task.x[:, 0] > 0]


@raises(RuntimeError, MIXED, "cuda:1", "cpu")
def computes_with_weights_that_it_loaded_to_the_cpu(task):
    file = io.BytesIO()
    torch.save(task.model.state_dict(), file)
    file.seek(0)
    weights = torch.load(file, map_location="cpu")
    return F.linear(task.x, weights["0.weight"], weights["0.bias"])


@pytest.mark.parametrize(("code", "error", "words"), RAISES)
def test_wrong_code_raises_what_pytorch_raises_on_a_gpu(code, error, words, device):
    with pytest.raises(error) as raised:
        code(Task("cuda:1"))
    assert all(word in str(raised.value) for word in words), str(raised.value)
    assert not isinstance(raised.value, NotSimulated)


@pytest.mark.parametrize(("code", "where"), MISPLACES)
def test_wrong_code_that_raises_nothing_gives_its_result_on_another_device(code, where, device):
    assert code(Task("cuda:1")).device == where


def test_there_are_sixteen_right_and_twenty_four_wrong_functions():
    assert len(RIGHT) == 16 and len(RAISES) + len(MISPLACES) == 24


def test_only_hard_coded_devices_show_on_the_cpu():
    if torch.cuda.is_available():
        pytest.skip("here is a GPU")
    caught = set()
    for code, *_ in [case.values for case in RAISES + MISPLACES]:
        try:
            code(Task("cpu"))
        except (AssertionError, RuntimeError):
            caught.add(code.__name__)
    assert caught == {"moves_the_inputs_to_the_default_gpu", "hard_codes_the_name_of_the_device"}


# Whole training runs -------------------------------------------------------------------------------


class Network(nn.Module):
    """Convolution, normalisation, dropout, an embedding, a buffer."""

    def __init__(self) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(1, 4, 3, padding=1)
        self.norm = nn.BatchNorm2d(4)
        self.dropout = nn.Dropout(0.3)
        self.embedding = nn.Embedding(5, 4)
        self.head = nn.Linear(4 * 4 * 4, 3)
        self.register_buffer("scale", torch.ones(1))

    def forward(self, images: Tensor) -> Tensor:
        features = F.max_pool2d(F.relu(self.norm(self.convolution(images))), 2)
        kinds = torch.zeros(len(images), dtype=torch.long, device=images.device)
        features = self.dropout(features) + self.embedding(kinds)[:, :, None, None]
        return self.head(features.flatten(1)) * self.scale


def train(device: str, algorithm: type[torch.optim.Optimizer], clip: bool) -> dict[str, Any]:
    """Train, evaluate, save, load into a new model and a new optimizer, train on."""
    torch.manual_seed(0)
    data = TensorDataset(torch.randn(24, 1, 8, 8), torch.randint(0, 3, (24,)))
    batches = DataLoader(data, batch_size=8, shuffle=True)
    seen: dict[str, Any] = {"losses": []}

    def build() -> tuple[nn.Module, torch.optim.Optimizer]:
        model = Network().to(device)
        return model, algorithm(model.parameters(), lr=0.01)

    def epoch(model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
        model.train()
        for images, labels in batches:
            loss = F.cross_entropy(model(images.to(device)), labels.to(device))
            optimizer.zero_grad()
            loss.backward()
            if clip:
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            seen["losses"].append(loss.item())

    model, optimizer = build()
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1, 0.5)
    for _ in range(2):
        epoch(model, optimizer)
        scheduler.step()

    model.eval()
    with torch.no_grad():
        logits = model(data.tensors[0].to(device))
        seen["accuracy"] = (logits.argmax(1) == data.tensors[1].to(device)).sum().item()
        seen["logits"] = logits.cpu().numpy()

    file = io.BytesIO()
    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, file)
    file.seek(0)
    saved = torch.load(file, map_location=device)
    model, optimizer = build()
    model.load_state_dict(saved["model"])
    optimizer.load_state_dict(saved["optimizer"])
    epoch(model, optimizer)

    seen["places"] = {tensor.device for tensor in model.state_dict().values()}
    seen["places"] |= {p.grad.device for p in model.parameters() if p.grad is not None}
    return seen


@pytest.mark.slow
@pytest.mark.parametrize("name", ["cuda:1", "cuda", "xpu:0"])
@pytest.mark.parametrize("clip", [False, True], ids=["plain", "clipped"])
@pytest.mark.parametrize(
    "algorithm",
    [
        torch.optim.SGD,
        torch.optim.Adam,
        torch.optim.AdamW,
        torch.optim.RMSprop,
        torch.optim.Adagrad,
    ],
)
def test_a_training_run_gives_bit_for_bit_what_it_gives_on_the_cpu(algorithm, clip, name):
    expected = train("cpu", algorithm, clip)
    with SimulatedDevice(name) as device:
        found = train(name, algorithm, clip)
        assert found["places"] == {device.device}
    assert found["losses"] == expected["losses"] and len(found["losses"]) == 9
    assert found["accuracy"] == expected["accuracy"]
    assert np.array_equal(found["logits"], expected["logits"])


# Which tensors may meet ----------------------------------------------------------------------------


def test_an_element_wise_operation_takes_one_zero_dimensional_cpu_tensor(device):
    x = torch.ones(2, 3, device=SECOND)
    number = torch.tensor(2.0)
    for result in (x * number, number * x, number + x[0, 0], x > number, x.clamp_min(number)):
        assert result.device == SECOND
    assert torch.add(x, number, out=torch.empty_like(x)).device == x.ge_(number).device == SECOND
    assert F.mse_loss(x[0, 0], number).device == SECOND
    with pytest.raises(RuntimeError, match="too many CPU scalars"):
        torch.addcmul(x, number, number)


def test_an_operation_on_lists_goes_through_them_one_by_one(device):
    first, second = torch.ones(2, device=FIRST), torch.ones(2, device=SECOND)
    total = torch._foreach_add([first, second], [first, second])
    assert [tensor.device for tensor in total] == [FIRST, SECOND]
    with pytest.raises(RuntimeError, match=MIXED):
        torch._foreach_add_([first, second], [first, first])


def test_where_takes_several_because_it_copies_them(device):
    x = torch.ones(3, device=SECOND)
    assert torch.where(x > 0, torch.tensor(1.0), torch.tensor(2.0)).device == SECOND


def test_no_other_operation_takes_a_zero_dimensional_cpu_tensor(device):
    with pytest.raises(RuntimeError, match=MIXED):
        torch.stack([torch.ones((), device=SECOND), torch.tensor(1.0)])


def test_what_is_written_to_is_where_the_operation_is(device):
    x = torch.ones(2, device=SECOND)
    with pytest.raises(RuntimeError, match=MIXED):
        torch.tensor(0.0).add_(x[0])
    with pytest.raises(RuntimeError, match=MIXED):
        torch.add(x, x, out=torch.empty(2))
    with pytest.raises(RuntimeError, match="attempting to assign a gradient"):
        x.requires_grad_().grad = torch.ones(2)


def test_copies_go_between_devices(device):
    x, kept = torch.zeros(2, 3, device=SECOND), torch.ones(2, 3)
    x[0] = kept[0]
    x[:, 1] = kept[:, 1]
    kept.copy_(x)
    assert kept.tolist() == x.tolist() == [[1, 1, 1], [0, 1, 0]]
    assert (x.device, kept.device) == (SECOND, CPU)


def test_a_mask_selects_where_values_are_put_and_they_are_not_copied(device):
    x = torch.ones(3, device=SECOND)
    x[x > 0] = torch.tensor(2.0)
    with pytest.raises(RuntimeError, match=MIXED):
        x[x > 0] = torch.ones(3)


def test_a_message_names_operation_argument_and_both_devices(device):
    with pytest.raises(RuntimeError) as raised:
        torch.ones(2, 3, device=SECOND) @ torch.ones(3)
    assert str(raised.value) == (
        f"{MIXED}, cuda:1 and cpu! (when checking argument for argument vec in method mv)"
    )


def test_a_generator_fills_tensors_of_its_own_kind_of_device(device):
    for name, generator in (("cuda:1", torch.Generator()), ("cpu", torch.Generator("cuda:1"))):
        with pytest.raises(RuntimeError, match=r"Expected a '\w+' device type for generator"):
            torch.randn(3, generator=generator, device=name)
    with pytest.raises(RuntimeError, match="Expected a 'cuda' device type for generator"):
        nn.init.normal_(torch.empty(3, device=SECOND), generator=torch.Generator())


def test_lengths_of_packed_sequences_are_on_the_cpu(device):
    x = torch.randn(3, 4, 5, device=SECOND)
    packed = rnn.pack_padded_sequence(x, torch.tensor([4, 2, 1]), batch_first=True)
    outputs, _ = nn.GRU(5, 2, batch_first=True).to(SECOND)(packed)
    padded, lengths = rnn.pad_packed_sequence(outputs, batch_first=True)
    assert (padded.device, lengths.device, packed.batch_sizes.device) == (SECOND, CPU, CPU)
    with pytest.raises(RuntimeError, match="should be a 1D CPU int64 tensor, but got 1D cuda:1"):
        rnn.pack_padded_sequence(x, torch.tensor([4, 2, 1], device=SECOND), batch_first=True)


def test_lengths_of_a_connectionist_loss_are_read_wherever_they_are(device):
    scores = torch.randn(6, 2, 4, device=SECOND, requires_grad=True)
    targets = torch.tensor([[1, 2, 3], [3, 2, 1]], device=SECOND)
    for place in (CPU, SECOND):
        lengths = torch.tensor([6, 6], device=place), torch.tensor([3, 2], device=place)
        nn.CTCLoss()(scores.log_softmax(2), targets, *lengths).backward()
    assert scores.grad.device == SECOND


def test_python_functions_are_applied_to_cpu_tensors_alone(device):
    assert torch.ones(2).apply_(lambda v: v + 1).tolist() == [2, 2]
    with pytest.raises(TypeError, match="apply_ is only implemented on CPU tensors"):
        torch.ones(2, device=SECOND).apply_(lambda v: v + 1)


def test_a_device_that_is_not_there_is_refused(device):
    with pytest.raises(RuntimeError, match="CUDA error: invalid device ordinal"):
        torch.ones(1).to("cuda:2")
    with pytest.raises((RuntimeError, AssertionError)):
        torch.ones(1).to("mps")


# Where things are ----------------------------------------------------------------------------------


def test_a_tensor_tells_its_device_in_every_way_that_it_can(device):
    x = torch.tensor([1.5], device="cuda:1", requires_grad=True)
    assert x.device == SECOND and x.is_cuda and not x.is_cpu and x.get_device() == 1
    assert x.type() == "torch.cuda.FloatTensor"
    assert repr(x) == "tensor([1.5000], device='cuda:1', requires_grad=True)"
    assert torch.ones(1).device == CPU and repr(torch.ones(1)) == "tensor([1.])"


def test_every_way_of_moving_moves(device):
    x = torch.ones(2)
    moved = x.to(SECOND)
    for same in (
        x.to("cuda:1"),
        x.to(1),
        x.to(device=SECOND),
        x.to(moved),
        x.to(SECOND, torch.float64, non_blocking=True, copy=True),
        x.cuda(1),
        x.type_as(moved),
        torch.as_tensor(x, device=SECOND),
        torch.asarray(moved),
        nn.Parameter(x).to(SECOND),
        nn.ParameterList([x]).to(device=SECOND)[0],
        nn.ParameterList([x]).to(SECOND)[0],
        nn.ParameterList([x]).to(moved)[0],
        nn.ParameterList([x]).to(tensor=moved)[0],
    ):
        assert same.device == SECOND
    assert moved.to(SECOND) is moved and moved.cuda(1) is moved and x.cpu() is x
    assert moved.cpu().device == moved.type_as(x).device == CPU and moved.cuda().device == FIRST
    assert x.to(torch.float64).device == CPU and moved.double().device == SECOND


def test_what_shares_memory_shares_the_device(device):
    x = torch.ones(2, 3).to(SECOND)
    views = (x.T, x[0], x.view(-1), x.detach(), x.data, nn.Parameter(x), *x.unbind())
    assert all(view.device == SECOND for view in views)


def test_an_array_shares_memory_with_tensors_on_the_cpu_alone(device):
    array = np.ones(2)
    torch.as_tensor(array, device=SECOND).zero_()
    assert array.tolist() == [1, 1]
    torch.as_tensor(array).zero_()
    assert array.tolist() == [0, 0]


def test_tensors_that_functions_make_on_their_way_are_beside_their_arguments(device):
    x = torch.randn(3, 4, device=SECOND)
    layer = nn.TransformerEncoderLayer(4, 2, 8, batch_first=True).to(SECOND)
    for result in (
        rnn.pad_sequence([x[0], x[1, :2]]),
        F.one_hot(torch.tensor([0, 2], device=SECOND)),
        torch.unravel_index(torch.tensor([5], device=SECOND), (2, 3))[0],
        torch.distributions.Categorical(logits=x).sample(),
        layer(x[None], src_key_padding_mask=torch.zeros(1, 3, dtype=torch.bool, device=SECOND)),
    ):
        assert result.device == SECOND


def test_a_new_tensor_is_on_the_cpu_whatever_numbers_it_is_made_of(device):
    number = torch.tensor(2, device=SECOND)
    for made in (torch.arange(number), torch.full((2,), number), torch.tensor([number, number])):
        assert made.device == CPU
    assert torch.zeros_like(number).device == number.new_tensor([1]).device == SECOND
    assert torch.zeros_like(number, device="cpu").device == CPU


def test_copies_of_objects_keep_the_device(device):
    model = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2)).to(SECOND)
    leaf = torch.ones(2, device=SECOND, requires_grad=True)
    leaf.sum().backward()
    copied = copy.deepcopy(leaf)
    assert {t.device for t in copy.deepcopy(model).state_dict().values()} == {SECOND}
    assert copied.device == copied.grad.device == pickle.loads(pickle.dumps(leaf)).device == SECOND


def test_modules_without_shapes_get_them_on_the_device(device):
    assert nn.LazyLinear(3).to(SECOND)(torch.ones(2, 4, device=SECOND)).device == SECOND
    assert nn.Linear(2, 2, device="meta").to_empty(device=SECOND).weight.device == SECOND


# Gradients -----------------------------------------------------------------------------------------


def test_gradients_come_back_to_where_their_tensors_are(device):
    weight = torch.tensor([2.0, 3.0], requires_grad=True)
    number = torch.tensor(2.0, requires_grad=True)
    target = torch.zeros(2, 2, device=SECOND)
    target[0] = weight * weight
    ((weight.to(SECOND) + target) * number).sum().backward()
    assert weight.grad.device == number.grad.device == CPU
    assert weight.grad.tolist() == [12, 16] and number.grad.tolist() == 23


def test_where_no_gradient_comes_none_goes(device):
    weight = torch.ones(2, requires_grad=True)
    weight.to(SECOND).norm(p=0).backward()
    assert weight.grad is None


def test_gradients_of_gradients_come_back_too(device):
    weight = torch.tensor([2.0], requires_grad=True)
    (gradient,) = torch.autograd.grad(weight.to(SECOND).pow(3).sum(), weight, create_graph=True)
    gradient.pow(2).sum().backward()
    assert gradient.device == weight.grad.device == CPU and weight.grad.tolist() == [288]


def test_a_graph_may_cross_devices(device):
    x = torch.randn(6, 4, requires_grad=True)
    first, _ = x.split(3)
    first.to(FIRST).cumprod(0).to(SECOND).split(2)[0].sum().backward()
    assert x.grad.device == CPU


def test_optimizers_serve_parameters_on_several_devices(device):
    first, second = nn.Linear(2, 2).to(FIRST), nn.Linear(2, 2).to(SECOND)
    parameters = [*first.parameters(), *second.parameters()]
    optimizer = torch.optim.Adam(parameters)
    second(first(torch.ones(1, 2, device=FIRST)).to(SECOND)).sum().backward()
    before = len(device.transfers)
    nn.utils.clip_grad_value_(parameters, 1.0)
    optimizer.step()
    assert len(device.transfers) == before
    assert first.weight.grad.device == FIRST and second.weight.grad.device == SECOND


def test_an_optimizer_whose_state_stayed_on_the_cpu_fails(device):
    model = nn.Linear(2, 2)
    optimizer = torch.optim.Adam(model.parameters())
    for place in (CPU, SECOND):
        model.to(place)(torch.ones(1, 2, device=place)).sum().backward()
        with contextlib.nullcontext() if place == CPU else pytest.raises(RuntimeError, match=MIXED):
            optimizer.step()
        optimizer.zero_grad()


class Doubled(torch.autograd.Function):
    """Multiplies by two; its backward pass is a learner's code too."""

    constant_place: Any = None

    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, gradient):
        return gradient * torch.full((3,), 2.0, device=Doubled.constant_place or gradient.device)


def test_code_that_a_backward_pass_calls_sees_the_device(device, monkeypatch):
    x = torch.ones(3, device=SECOND, requires_grad=True)
    seen = []
    x.register_hook(lambda gradient: seen.append(gradient.device))
    Doubled.apply(x).sum().backward()
    torch.autograd.grad(Doubled.apply(x).sum(), x)
    assert seen == [SECOND, SECOND] and x.grad.tolist() == [2, 2, 2]
    monkeypatch.setattr(Doubled, "constant_place", "cpu")
    with pytest.raises(RuntimeError, match=MIXED):
        Doubled.apply(x).sum().backward()


@pytest.mark.parametrize("reentrant", [True, False])
def test_checkpoints_compute_again_on_the_device(device, reentrant):
    layer, seen = nn.Linear(3, 3).to(SECOND), []

    def forward(x):
        seen.append(x.device)
        return layer(x) + torch.arange(3, device=x.device)

    x = torch.ones(2, 3, device=SECOND, requires_grad=True)
    checkpoint(forward, x, use_reentrant=reentrant).sum().backward()
    assert seen == [SECOND, SECOND] and x.grad.device == SECOND


def test_saved_tensors_wait_on_the_cpu_if_they_are_asked_to(device):
    x = torch.ones(3, device=SECOND, requires_grad=True)
    with torch.autograd.graph.save_on_cpu():
        y = x.exp().sum()
    y.backward()
    ways = [(transfer.source, transfer.destination) for transfer in device.transfers]
    assert ways == [(SECOND, CPU), (CPU, SECOND)] and x.grad.device == SECOND


# What a device is asked for ------------------------------------------------------------------------


def test_torch_speaks_for_the_simulated_machine(device):
    assert torch.cuda.is_available() and torch.cuda.device_count() == 2
    assert torch.accelerator.current_accelerator() == torch.device("cuda")
    torch.cuda.synchronize()
    torch.cuda.set_device(1)
    assert torch.cuda.current_device() == 1 and torch.ones(1).cuda().device == SECOND


def test_the_device_draws_random_numbers_as_the_cpu_does(device):
    torch.manual_seed(3)
    on_the_cpu = torch.rand(4)
    torch.cuda.manual_seed_all(3)
    with torch.random.fork_rng(devices=[1]):
        assert torch.equal(torch.rand(4, device=SECOND).cpu(), on_the_cpu)
    assert torch.equal(torch.rand(4, device=SECOND).cpu(), on_the_cpu)
    generator = torch.Generator("cuda:1").manual_seed(3)
    assert isinstance(generator, torch.Generator) and generator.device == SECOND
    assert torch.equal(torch.rand(4, device=SECOND, generator=generator).cpu(), on_the_cpu)


def test_the_state_of_the_cpus_generator_is_on_the_cpu(device):
    state = torch.get_rng_state()
    torch.rand(1)
    torch.set_rng_state(state)
    assert torch.equal(torch.random.get_rng_state(), state)
    for set_state in (torch.set_rng_state, torch.random.set_rng_state):
        with pytest.raises(TypeError, match="RNG state must be"):
            set_state(state.to(SECOND))


def test_a_default_device_can_be_set_and_is_forgotten():
    with SimulatedDevice("cuda:1"):
        torch.set_default_device("cuda:1")
        model, x = nn.LSTM(3, 2), torch.ones(4, 3)
        assert x.device == model(x)[0].device == torch.tensor([1.0]).device == SECOND
        assert torch.ones(1, device="cpu").device == torch.from_numpy(np.ones(1)).device == CPU
        with pytest.raises(RuntimeError, match="Expected a 'cuda' device type for generator"):
            next(iter(DataLoader(TensorDataset(x), shuffle=True)))
        with torch.device("cuda:0"):
            assert torch.ones(1).device == FIRST
    assert torch.ones(1).device == CPU


def test_other_threads_take_part(device):
    def work(_: int) -> torch.device:
        x = torch.ones(3, device=SECOND, requires_grad=True)
        (x.to(SECOND) * 2).sum().backward()
        with pytest.raises(RuntimeError, match=MIXED):
            x + torch.ones(3)
        return x.grad.device

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(work, range(4))) == {SECOND}


def test_a_thread_that_outlives_the_simulation_is_an_ordinary_one():
    left, seen = threading.Event(), []

    def work() -> None:
        x = torch.ones(1, device=SECOND)
        left.wait(10)
        seen.extend([x.device, (x + torch.ones(1)).device])

    with SimulatedDevice("cuda:1"):
        thread = threading.Thread(target=work)
        thread.start()
    left.set()
    thread.join()
    assert seen == [CPU, CPU]


class Rows(Dataset):
    """Four rows, on whatever device they are asked for."""

    def __init__(self, place: str) -> None:
        self.place = place

    def __len__(self) -> int:
        return 4

    def __getitem__(self, index: int) -> Tensor:
        return torch.full((2,), float(index)).to(self.place)


def test_loaders_with_workers_and_pinned_memory_work(device):
    batches = DataLoader(Rows("cpu"), batch_size=2, num_workers=1, pin_memory=True)
    assert [(b.device, b.to(SECOND, non_blocking=True).device) for b in batches] == [
        (CPU, SECOND),
        (CPU, SECOND),
    ]


def test_a_forked_worker_cannot_use_the_device(device):
    with pytest.raises(RuntimeError, match="Cannot re-initialize CUDA in forked subprocess"):
        next(iter(DataLoader(Rows("cuda:1"), num_workers=1)))


def test_function_transforms_see_the_device(device):
    x, seen = torch.randn(3, 4, device=SECOND), []

    def f(row):
        seen.append(row.device)
        return (row * torch.arange(4, device=row.device)).sum()

    assert torch.func.vmap(f)(x).device == SECOND and set(seen) == {SECOND}
    assert torch.func.vmap(torch.func.grad(f))(x).device == SECOND
    assert torch.func.vmap(lambda row: row.to(SECOND))(x.cpu()).device == SECOND
    assert torch.func.jacrev(lambda row: row.to(SECOND).sin())(x[0].cpu()).device == CPU
    with pytest.raises(RuntimeError, match=MIXED):
        torch.func.vmap(lambda row: row + torch.ones(4))(x)


# What is not simulated -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ask", "word"),
    [
        (lambda: torch.eye(2).to_sparse().to(SECOND), "dense"),
        (lambda: torch.eye(2, device=SECOND).to_sparse(), "dense"),
        (lambda: _sparse_gradient(), "dense"),
        (lambda: torch.autocast("cuda").__enter__(), "autocast"),
        (lambda: torch.cuda.Event(enable_timing=True), "events"),
        (lambda: torch.cuda.get_device_properties(0), "properties"),
        (lambda: SimulatedDevice("cuda:0").__enter__(), "nested"),
    ],
    ids=["sparse", "made sparse", "sparse gradient", "autocast", "event", "properties", "nested"],
)
def test_what_is_not_simulated_says_so_and_what_to_do(ask, word, device):
    with pytest.raises(NotSimulated, match=word) as raised:
        ask()
    assert ":" in str(raised.value) and str(raised.value).endswith(".")


def _sparse_gradient() -> None:
    embedding = nn.Embedding(3, 2, sparse=True).to(SECOND)
    embedding(torch.tensor([1], device=SECOND)).sum().backward()


def test_sparse_tensors_stay_usable_on_the_cpu(device):
    assert torch.mm(torch.eye(2).to_sparse(), torch.eye(2)).device == CPU
    with pytest.raises(RuntimeError, match=MIXED):
        torch.mm(torch.eye(2).to_sparse(), torch.eye(2, device=SECOND))


def test_devices_of_other_types_are_refused():
    with pytest.raises(ValueError, match="cuda and xpu can be simulated, not mps"):
        SimulatedDevice("mps")


# Checkpoints ---------------------------------------------------------------------------------------


@pytest.fixture
def saved_on_the_device() -> io.BytesIO:
    """A file that was written on a simulated cuda:1."""
    file = io.BytesIO()
    with SimulatedDevice("cuda:1"):
        torch.save(nn.Linear(2, 2).to("cuda:1").state_dict(), file)
    file.seek(0)
    return file


def test_a_file_from_the_device_does_not_load_where_there_is_none(saved_on_the_device):
    if torch.cuda.is_available():
        pytest.skip("here is a GPU")
    with pytest.raises(RuntimeError, match="Attempting to deserialize object on a CUDA device"):
        torch.load(saved_on_the_device)


def test_it_loads_with_map_location(saved_on_the_device):
    assert torch.load(saved_on_the_device, map_location="cpu")["weight"].device == CPU


def test_it_loads_onto_the_device_where_there_is_one(saved_on_the_device):
    with SimulatedDevice("cuda:1"):
        assert torch.load(saved_on_the_device)["weight"].device == SECOND
        for place in (CPU, FIRST):
            saved_on_the_device.seek(0)
            assert torch.load(saved_on_the_device, map_location=place)["weight"].device == place


def test_it_does_not_load_where_there_are_fewer_devices():
    file = io.BytesIO()
    with SimulatedDevice("cuda:3"):
        torch.save(torch.ones(2, device="cuda:3"), file)
    file.seek(0)
    with (
        SimulatedDevice("cuda:1"),
        pytest.raises(RuntimeError, match=r"device 3 but torch.cuda.device_count\(\) is 2"),
    ):
        torch.load(file)


def test_a_file_from_the_cpu_loads_onto_the_cpu(device):
    file = io.BytesIO()
    torch.save(torch.ones(2), file)
    file.seek(0)
    assert torch.load(file).device == CPU


# Coming and going ----------------------------------------------------------------------------------


def _state_of_pytorch() -> list[Any]:
    """What the simulation replaces or adds to while it is active."""
    from torch.overrides import _get_current_function_mode_stack as function_modes
    from torch.utils._python_dispatch import _get_current_dispatch_mode_stack as dispatch_modes

    spaces: list[Any] = [torch, torch._C, torch.cuda, torch.xpu, torch.accelerator, torch.autograd]
    spaces += [torch.backends.cudnn, torch.autocast, torch.autograd.graph.saved_tensors_hooks]
    spaces += [threading.Thread, torch.Tensor]
    return [
        *(dict(vars(space)) for space in spaces),
        len(torch.serialization._package_registry),
        list(function_modes()),
        list(dispatch_modes()),
        torch.cuda.is_available(),
        torch.utils._device.CURRENT_DEVICE,
    ]


def test_leaving_leaves_nothing_behind_also_by_an_exception():
    before = _state_of_pytorch()
    with SimulatedDevice("cuda:1") as device:
        torch.ones(2, device="cuda:1")
    assert _state_of_pytorch() == before
    with pytest.raises(KeyError), SimulatedDevice("xpu:0"):
        torch.set_default_device("xpu")
        raise KeyError
    assert _state_of_pytorch() == before
    with device, pytest.raises(NotSimulated), SimulatedDevice("cuda:0"):
        pass
    assert _state_of_pytorch() == before


def test_tensors_are_cpu_tensors_after_leaving():
    with SimulatedDevice("cuda:1"):
        x = nn.Linear(2, 2).to("cuda:1")(torch.ones(1, 2, device="cuda:1"))
        generator = torch.Generator("cuda:1")
        assert x.device == SECOND
    assert (
        x.device == generator.device == CPU
        and x.cpu() is x
        and (x + torch.ones(2)).detach().numpy().shape == (1, 2)
    )
    x.sum().backward()
    with SimulatedDevice("cuda:1"):
        assert x.device == CPU


def test_the_same_machine_finds_its_tensors_again():
    device = SimulatedDevice("cuda:1")
    with device:
        x = torch.ones(2, device="cuda:1")
    with device:
        assert x.device == SECOND


# Notes ---------------------------------------------------------------------------------------------


def test_transfers_are_noted_in_order(device):
    x = torch.ones(2, 3).to(SECOND)
    x.to(SECOND)
    x[0] = torch.ones(3)
    x.sum(dim=1).cpu().to("cuda:0")
    x.numpy(force=True)
    assert device.transfers == [
        Transfer(CPU, SECOND, (2, 3)),
        Transfer(CPU, SECOND, (3,)),
        Transfer(SECOND, CPU, (2,)),
        Transfer(CPU, FIRST, (2,)),
        Transfer(SECOND, CPU, (2, 3)),
    ]


def test_making_tensors_on_the_device_and_training_there_transfers_nothing(device):
    model = nn.Linear(2, 2, device=SECOND)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    model(torch.ones(1, 2, device=SECOND)).sum().backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    assert device.transfers == [] and device.synchronisations == 0


def test_reading_values_from_the_device_is_counted(device):
    x = torch.ones(3, device=SECOND)
    x.sum().item(), x.tolist(), float(x[0]), bool(x[0] > 0), torch.equal(x, x)
    assert device.synchronisations == 5
    y = torch.ones(3)
    y.sum().item(), y.tolist(), float(y[0]), bool(y[0] > 0), torch.equal(y, y)
    assert device.synchronisations == 5
