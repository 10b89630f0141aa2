"""Other devices than the CPU in grading: what runs there, what it costs, and what is said."""

import contextlib
import re
from collections.abc import Callable, Iterator

import pytest
import torch
from conftest import EXERCISES, Run, a_class, write_body
from gpu import gpu_proof

from torchkata.catalog import Catalog
from torchkata.devices import UnknownDevice, beside_the_cpu, devices_for_workers, in_force
from torchkata.exercise import DEVICE_CHECK, Exercise
from torchkata.grade import grade_exercise
from torchkata.key import Key
from torchkata.observation import Implementation, observe
from torchkata.report import CheckReport, ExerciseReport
from torchkata.reports.terminal import failure_lines
from torchkata.simulated_device import SimulatedDevice
from torchkata.subjects import Subject
from torchkata.subjects.local import open_local
from torchkata.subjects.modules import import_submitted
from torchkata.values import TensorData, to_data
from torchkata.vision import make_torchvision_importable
from torchkata.wire import Load

L1 = "return x.abs().sum()"
ON_THE_CPU = "return x.abs().sum().cpu()"

WITH_DEVICE_POINTS = [exercise for exercise in EXERCISES if exercise.device_points]

Grade = Callable[..., ExerciseReport]


def device_check(report: ExerciseReport) -> CheckReport:
    return next(check for check in report.checks if check.name == DEVICE_CHECK)


# Running a probe ------------------------------------------------------------------------------------


@pytest.fixture
def implementation() -> Implementation:
    source = "def double(x):\n    return x * 2\n"
    return Implementation(import_submitted("norms", {"norms": source}), "double")


def test_the_tensors_among_the_inputs_of_a_probe_are_on_the_device(implementation):
    inputs = {"x": to_data([torch.ones(2), {"y": torch.ones(1)}])}

    def probe(impl, x):
        return impl.double(x[0]), str(x[1]["y"].device)

    on_cpu = observe(probe, implementation, inputs).value
    there = observe(probe, implementation, inputs, device="simulated").value
    assert on_cpu.items[0].device == on_cpu.items[1] == "cpu"
    assert there.items[0].device == there.items[1] == "cuda:1"
    assert on_cpu.items[0].data == there.items[0].data


def test_a_probe_that_takes_the_device_places_tensors_itself(implementation):
    inputs = {"x": to_data(torch.ones(2))}

    def probe(impl, x, device):
        return str(x.device), impl.double(x.to(device))

    before, result = observe(probe, implementation, inputs, device="simulated").value.items
    assert before == "cpu" and isinstance(result, TensorData) and result.device == "cuda:1"
    assert observe(probe, implementation, inputs).value.items[1].device == "cpu"


def test_nothing_of_the_device_is_left_after_a_run(implementation):
    observe(
        lambda impl, x: impl.double(x),
        implementation,
        {"x": to_data(torch.ones(1))},
        device="simulated",
    )
    assert torch.ones(1).device.type == "cpu" and not torch.cuda.is_available()


# Grading --------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_what_fails_on_other_devices_alone_costs_the_points_of_the_device_check_alone(
    grade_text: Grade,
):
    report = grade_text("norms.l1_norm", L1, ON_THE_CPU)
    assert [c.name for c in report.checks if c.outcome == "failed"] == [DEVICE_CHECK]
    assert report.earned == report.points - device_check(report).points
    assert [mistake.name for mistake in report.mistakes] == [
        "gives its result on the CPU, wherever its input is"
    ]


@pytest.mark.slow
def test_the_verdict_names_the_operation_both_devices_the_line_and_a_hint(grade_text: Grade):
    moved = "inputs, targets = inputs.to(device), targets.to(device)"
    report = grade_text("training.train_one_epoch", moved, "inputs = inputs.to(device)")
    text = "\n".join(failure_lines(report))
    assert len(text.splitlines()) <= 12
    assert "cuda:1 (simulated)" in text
    assert re.search(r"returned .*cuda:1 and cpu.*mse_loss", text)
    assert re.search(r"line +\d+: loss = loss_fn\(model\(inputs\), targets\)", text)
    assert "leaves the targets on the device" in text and "hint" in text


@pytest.mark.slow
def test_a_device_mistake_that_nobody_has_listed_is_told_by_its_message(grade_text: Grade):
    report = grade_text("norms.l1_norm", L1, "return (x.abs() @ torch.ones(4, dtype=x.dtype)[:1])")
    assert report.status == "failed"
    report = grade_text(
        "norms.l1_norm", L1, "return (x.abs() * torch.ones(1, dtype=x.dtype)).sum()"
    )
    assert report.status == "failed" and not report.mistakes
    assert "found at least two devices, cuda:1 and cpu" in report.sentence
    assert "in method mul" in report.sentence


@pytest.mark.slow
def test_what_does_not_earn_half_its_points_on_the_cpu_is_not_run_elsewhere(grade_text: Grade):
    report = grade_text("norms.l1_norm", L1, "return torch.zeros((), dtype=x.dtype)")
    assert device_check(report).outcome == "not run" and device_check(report).earned == 0


@pytest.mark.slow
def test_a_check_that_fails_on_the_cpu_is_not_judged_a_second_time(grade_text: Grade):
    report = grade_text("norms.l1_norm", L1, "return x.abs().sum() * (2 if x.ndim > 1 else 1)")
    assert device_check(report).outcome == "passed" and report.earned < report.points


@pytest.mark.slow
def test_what_ends_the_process_on_another_device_costs_nothing_on_the_cpu(grade_text: Grade):
    report = grade_text("norms.l1_norm", L1, f"import os\n    x.is_cuda and os._exit(3)\n    {L1}")
    assert report.status == "crashed" and report.earned == report.points - 1
    assert device_check(report).outcome == "failed"


@pytest.mark.slow
def test_what_cannot_be_simulated_costs_nothing_and_is_said(grade_text: Grade):
    report = grade_text("norms.l1_norm", L1, f"x.to_sparse().to(x.device)\n    {L1}")
    assert report.status == "passed" and report.earned == report.points
    sparse = (
        "return x.to_sparse().to('cuda:1').to_dense().abs().sum() if x.is_cuda else x.abs().sum()"
    )
    report = grade_text("norms.l1_norm", L1, sparse)
    assert report.earned == report.points


@pytest.mark.slow
def test_streams_and_events_are_not_judged(grade_text: Grade):
    body = f"if x.is_cuda:\n        torch.cuda.Event()\n    {L1}"
    report = grade_text("norms.l1_norm", L1, body)
    assert report.status == "passed" and report.earned == report.points
    assert "has no streams, events" in device_check(report).note


@pytest.mark.slow
@pytest.mark.parametrize("exercise", WITH_DEVICE_POINTS, ids=lambda exercise: exercise.id)
def test_every_exercise_with_tensors_has_a_mistake_that_shows_on_other_devices_alone(
    exercise: Exercise, keys: dict[str, Key]
):
    key = keys[exercise.id]
    on_cpu = {name for check in key.checks for case in check.cases for name in case.wrong}
    there = {name for check in key.elsewhere for case in check.cases for name in case.wrong}
    assert there and there.isdisjoint(on_cpu)


@pytest.mark.slow
def test_each_check_is_run_there_on_a_small_example_and_on_one_of_realistic_size(
    kit: Catalog, keys: dict[str, Key]
):
    key = keys["norms.pairwise_cosine"]
    run = [check.name for check in key.elsewhere]
    assert run == [check.name for check in kit.find("norms.pairwise_cosine").checks_elsewhere]
    for check in key.elsewhere:
        first, *_, last = check.cases
        assert first.device == last.device == "simulated" and first.precision == "float32"
        assert first.inputs["x"].shape[0] <= 4 and last.inputs["x"].shape == (32, 32)


@pytest.mark.slow
def test_workers_have_imported_what_a_simulated_device_needs(bench_of, kit: Catalog):
    body = f"import sys\n    assert 'torch._dynamo' in sys.modules\n    {L1}"
    source = kit.units["norms"].solution.replace(L1, body)
    assert bench_of(kit.find("norms.l1_norm")).grade(source).status == "passed"


# A real accelerator, which a simulated one stands for here ----------------------------------------


@pytest.fixture
def an_accelerator(monkeypatch: pytest.MonkeyPatch) -> str:
    """Pretend that this machine has a GPU called cuda:0."""

    original = in_force

    @contextlib.contextmanager
    def in_force_here(device: str) -> Iterator[torch.device]:
        if device == "cuda:0":
            with SimulatedDevice("cuda:0") as simulated:
                yield simulated.device
        else:
            with original(device) as place:
                yield place

    monkeypatch.setattr("torchkata.observation.in_force", in_force_here)
    monkeypatch.setattr("torchkata.devices.in_force", in_force_here)
    return "cuda:0"


@pytest.mark.slow
@pytest.mark.parametrize("exercise", WITH_DEVICE_POINTS, ids=lambda exercise: exercise.id)
def test_references_pass_on_a_device_of_another_name(
    exercise: Exercise, kit: Catalog, keys: dict[str, Key], an_accelerator: str
):
    make_torchvision_importable()
    unit = kit.units[exercise.unit]
    load = Load(unit.name, exercise.name, {unit.name: unit.solution}, unit.stub, exercise.changes)
    devices = ("simulated", an_accelerator)
    report = grade_exercise(exercise, keys[exercise.id], load, open_local, devices=devices)
    assert report.status == "passed", report.sentence


@pytest.mark.slow
def test_a_mistake_that_one_gpu_alone_forgives_is_still_found(
    kit: Catalog, keys: dict[str, Key], an_accelerator: str
):
    """A hard-coded "cuda" is right by accident where there is one GPU: the simulated device has two."""
    exercise, unit = kit.find("norms.l1_norm"), kit.units["norms"]
    source = unit.solution.replace(L1, "return (x.to('cuda') if x.is_cuda else x).abs().sum()")
    load = Load("norms", "l1_norm", {"norms": source}, unit.stub)
    key = keys[exercise.id]
    there = grade_exercise(exercise, key, load, open_local, devices=(an_accelerator,))
    simulated = grade_exercise(exercise, key, load, open_local, devices=("simulated",))
    assert there.status == "passed" and simulated.status == "failed"
    assert "cuda:0" in simulated.sentence and "cuda:1" in simulated.sentence


@pytest.mark.slow
def test_the_proof_for_a_gpu_tells_agreement_from_disagreement(
    bench_of, kit: Catalog, an_accelerator: str
):
    bench = bench_of(kit.find("norms.l1_norm"))

    def subjects() -> Iterator[Subject]:
        for source, _ in gpu_proof.sources(bench):
            load = Load("norms", "l1_norm", {"norms": source}, bench.unit.stub)
            with open_local(bench.exercise, load) as subject:
                yield subject

    found = gpu_proof.prove(bench, subjects(), an_accelerator)
    assert found.holds and found.right == 1 + len(bench.variants()) and found.mistakes == 2
    assert found.agreeing == found.cases > 0
    unequal = gpu_proof.prove(bench, subjects(), "cpu")
    assert not unequal.holds and unequal.agreeing < unequal.cases


def test_tensor_float_32_is_off_on_a_real_device_and_as_it_was_afterwards(monkeypatch):
    monkeypatch.setattr(torch, "get_device_module", lambda _: torch.random)
    matmul, cudnn = torch.backends.cuda.matmul, torch.backends.cudnn
    before = matmul.allow_tf32, cudnn.allow_tf32
    assert True in before
    with in_force("cuda:0"):
        assert not matmul.allow_tf32 and not cudnn.allow_tf32
    assert (matmul.allow_tf32, cudnn.allow_tf32) == before


# Choosing devices ---------------------------------------------------------------------------------


def test_by_default_checks_run_on_the_simulated_device_and_on_an_accelerator_if_there_is_one(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("torchkata.devices.accelerator", lambda: None)
    assert beside_the_cpu("auto") == ("simulated",)
    monkeypatch.setattr("torchkata.devices.accelerator", lambda: "cuda:0")
    monkeypatch.setattr(torch.accelerator, "device_count", lambda: 2)
    assert beside_the_cpu("auto") == ("simulated", "cuda:0")
    assert beside_the_cpu("cuda") == ("cuda:0",) and beside_the_cpu("cuda:1") == ("cuda:1",)
    assert beside_the_cpu("cpu") == ()
    for absent in ("cuda:2", "xpu", "gpu"):
        with pytest.raises(UnknownDevice, match="auto, cpu, simulated, cuda:0, cuda:1"):
            beside_the_cpu(absent)


def test_confined_workers_reach_no_real_accelerator(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("torchkata.devices.accelerator", lambda: "cuda:0")
    monkeypatch.setattr(torch.accelerator, "device_count", lambda: 1)
    assert devices_for_workers("auto", "full") == ("simulated",)
    assert devices_for_workers("auto", "none") == ("simulated", "cuda:0")
    assert devices_for_workers("cuda", "none") == ("cuda:0",)
    with pytest.raises(UnknownDevice, match="--isolation none"):
        devices_for_workers("cuda", "reduced")


# The commands -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_without_another_device_its_check_and_its_points_are_left_out(torchkata: Run, tmp_path):
    from torchkata.report import read_folder

    folder = a_class(tmp_path / "class", anna=(L1, L1), bert=(L1, ON_THE_CPU))
    only = ("--only", "norms.l1_norm")
    torchkata("grade", folder, "--out", "with", *only)
    torchkata("grade", folder, "--out", "without", "--device", "cpu", *only)
    reports, fewer = read_folder(tmp_path / "with"), read_folder(tmp_path / "without")
    assert (reports["bert"].earned, reports["bert"].points) == (4, 5)
    assert (fewer["bert"].earned, fewer["bert"].points) == (4, 4)
    assert reports["anna"].run.devices == ("cpu", "simulated")
    assert fewer["anna"].run.devices == ("cpu",)


@pytest.mark.slow
def test_a_folder_graded_on_other_devices_is_graded_anew(torchkata: Run, tmp_path):
    from torchkata.report import read_folder

    folder = a_class(tmp_path / "class", bert=(L1, ON_THE_CPU))
    for device, points in (("cpu", 4), ("simulated", 5), ("cpu", 4)):
        torchkata("grade", folder, "--device", device, "--only", "norms.l1_norm")
        assert read_folder(tmp_path / "grades")["bert"].points == points


@pytest.mark.slow
@pytest.mark.skipif(torch.accelerator.is_available(), reason="there is such a device here")
def test_a_device_that_is_not_there_is_a_sentence_and_exit_code_2(torchkata: Run, tmp_path):
    folder = a_class(tmp_path / "class", anna=(L1, L1))
    done = torchkata("grade", folder, "--device", "cuda")
    assert done.returncode == 2 and "There is no device 'cuda' on this machine." in done.stderr
    assert not (tmp_path / "grades").exists()


@pytest.mark.slow
def test_a_learner_reads_of_a_device_mistake_in_the_same_words(run_graders: Run, workspace):
    write_body(workspace / "exercises" / "norms.py", "l1_norm", ON_THE_CPU)
    done = run_graders("graders", "-k", "l1_norm")
    assert "1 failed, 4 passed" in done.stdout
    assert "cuda:1 (simulated)" in done.stdout
    assert "Your code gives its result on the CPU, wherever its input is." in done.stdout
    alone = run_graders("graders", "-k", "l1_norm and works_on_a_gpu")
    assert "1 failed" in alone.stdout and "4 deselected" in re.sub(
        r"\d+ des", "4 des", alone.stdout
    )
    on_cpu = run_graders("graders", "-k", "l1_norm", "--device", "cpu")
    assert "4 passed" in on_cpu.stdout and on_cpu.returncode == 0
    absent = run_graders("graders", "--device", "gpu")
    assert absent.returncode != 0 and "There is no device 'gpu'" in absent.stdout + absent.stderr


@pytest.mark.slow
def test_the_device_check_waits_for_the_cpu(run_graders: Run, workspace):
    write_body(workspace / "exercises" / "norms.py", "l1_norm", "return x.sum() * 0")
    done = run_graders("graders", "-k", "l1_norm", "-rs")
    assert "first on the CPU" in done.stdout
