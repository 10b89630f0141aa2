"""`torchkata audit`, as an author meets it."""

import json

import pytest
from conftest import Run
from msgspec.structs import replace

from torchkata.audit import Bench, no_mistake_is_a_slip
from torchkata.observation import Observation, Raised

pytestmark = pytest.mark.slow


def test_an_audit_ends_with_the_sums_and_the_verdict(torchkata: Run):
    done = torchkata("audit", "norms.l1_norm", "norms.linf_norm")
    assert done.returncode == 0, done.stdout + done.stderr
    heading, *rows = [line.split() for line in done.stdout.splitlines()[:4]]
    assert heading[:3] == ["exercise", "points", "checks"]
    one, two, sums = ([int(n) for n in row[-len(heading) + 1 :]] for row in rows)
    assert sums == [a + b for a, b in zip(one, two, strict=True)]
    assert "Every proof holds." in done.stdout


def test_an_audit_gives_the_same_as_data(torchkata: Run):
    done = torchkata("audit", "norms.l1_norm", "--json")
    (found,) = json.loads(done.stdout)["exercises"]
    assert found["exercise"] == "norms.l1_norm" and found["against"] == []
    assert found["mistakes"] == found["rejected"] == found["diagnosed"] > 5
    assert found["variants"] == found["passed"] >= 3


def test_an_audit_of_what_does_not_exist_says_so(torchkata: Run):
    done = torchkata("audit", "norms.l3_norm")
    assert done.returncode == 2 and "There is no exercise norms.l3_norm." in done.stderr


def test_a_mistake_that_only_uses_a_missing_name_is_refused(kit, keys, zygote):
    exercise, key = kit.find("norms.l1_norm"), keys["norms.l1_norm"]
    slip = Observation(raised=Raised(("NameError", "Exception"), "name 'y' is not defined"))
    checks = tuple(
        replace(c, cases=tuple(replace(k, wrong={**k.wrong, "a slip": slip}) for k in c.cases))
        for c in key.checks
    )
    bench = Bench(exercise, kit.units["norms"], replace(key, checks=checks), zygote)
    (complaint,) = no_mistake_is_a_slip(bench)
    assert "'a slip'" in complaint
    bench.key = key
    assert not list(no_mistake_is_a_slip(bench))
