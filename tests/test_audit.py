"""`torchkata audit`, as an author meets it."""

import json

import pytest
from conftest import Run

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
