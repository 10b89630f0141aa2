"""What the graded cells of a notebook call. Runs in the notebook's kernel, and grades nothing there.

A process of its own, the judge, is started at the first call. It gets the text of the notebook's cells, runs what they
define in workers, and answers with what a learner reads. So a library function that the notebook has replaced is
replaced for the notebook alone, and what the code writes or warns of does not land in the graded cell.

Knows nothing of torch and of the kit, so that a kernel imports it at once.
"""

import builtins
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


class CheckFailed(AssertionError):
    """A check does not pass. The message is what its learner reads."""

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows: the message, and none of the lines of this module."""
        return str(self).splitlines()


class NotJudged(RuntimeError):
    """The check could not be run. The message says why, and the remedy."""


def check(exercise: str, name: str) -> None:
    """Run the checks of an exercise on what this notebook defines, and return if the one called `name` passes.

    The exercise is graded once for each version of the notebook's code.

    Args:
        exercise: `unit.name`.
        name: of the check.

    Raises:
        CheckFailed: it does not pass.
        NotJudged: it could not be run.
    """
    request = {"exercise": exercise, "folder": str(Path.cwd()), "cells": _cells(exercise)}
    answer = _judge.ask(request)
    if "problem" in answer:
        raise NotJudged(answer["problem"])
    lines = answer["checks"].get(name)
    if lines is None:
        raise NotJudged(
            f"{exercise} has no check {name} here: a cell's text was changed, or the notebook comes from another "
            "version of the exercises."
        )
    if lines:
        raise CheckFailed("\n".join(lines))


def _cells(exercise: str) -> list[str] | None:
    """Return the text of the cells that were run, in their order, or None if the notebook's file shall be read.

    nbgrader runs a notebook from its file, from the first cell to the last: there, as in `torchkata grade`, a function
    may use one that is defined further down.
    """
    file = Path(f"{exercise.partition('.')[0]}.ipynb")
    if os.environ.get("NBGRADER_EXECUTION") and file.is_file():
        return None
    shell = getattr(builtins, "get_ipython", lambda: None)()
    if shell is None:
        raise NotJudged(
            "Checks of this kind run in a notebook: `pytest graders` runs those of modules."
        )
    return [str(text) for text in shell.history_manager.input_hist_raw if text]


class _Judge:
    """The process that grades. Started when it is first asked; it ends with this one."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to a request.

        Raises:
            NotJudged: the process has ended.
        """
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "torchkata.nbgrader.judge"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # nbgrader takes whatever is written there for a failure
                start_new_session=True,  # interrupting a cell shall not end it
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except OSError:
            line = b""
        except BaseException:
            self._process.kill()  # its answer would be taken for that to the next question
            self._process = None
            raise
        if not line:
            self._process = None
            raise NotJudged(
                "The process that runs the checks has ended. Run the cell again; "
                f"`{sys.executable} -m torchkata.nbgrader.judge` shows what it complains of."
            )
        answer: dict[str, Any] = json.loads(line)
        return answer


_judge = _Judge()
