"""The example workflow for GitHub Classroom, its shell steps run as a runner runs them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import KIT, plain_environment

WORKFLOW = KIT / "examples" / "github-classroom" / ".github" / "workflows" / "grade.yml"


@pytest.mark.slow
def test_a_push_is_graded_and_its_points_are_shown(tmp_path: Path):
    workflow = yaml.safe_load(WORKFLOW.read_text("utf-8"))
    repository = tmp_path / "repository"
    (repository / "exercises").mkdir(parents=True)
    reference = (KIT / "solutions" / "norms.py").read_text("utf-8")
    (repository / "exercises" / "norms.py").write_text(reference, "utf-8")
    summary = tmp_path / "summary.md"
    environment = {
        **plain_environment(),
        **workflow["env"],
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_STEP_SUMMARY": str(summary),
        "GITHUB_REPOSITORY": "course/norms-ada",
    }
    assert workflow["defaults"]["run"]["shell"] == "bash"
    output = ""
    for step in workflow["jobs"]["grade"]["steps"]:
        if "run" in step and step["name"] != "Install":
            command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
            done = subprocess.run(
                command, cwd=repository, env=environment, capture_output=True, text=True
            )
            assert done.returncode == 0, done.stdout + done.stderr
            output += done.stdout
    assert "::notice title=Points::50 of 50" in output
    assert "norms-ada" in summary.read_text("utf-8")
    assert (repository / "grades" / "site" / "index.html").exists()
