"""Courses for nbgrader: notebooks out of the kit, the checks in their cells, and scores in its gradebook.

`notebooks` writes a course, `checks` is what its graded cells call, `judge` the process that answers them, and
`gradebook` writes what `torchkata grade` found where nbgrader looks for it. nbgrader itself comes with the extra
`torchkata[nbgrader]`; it is imported only where a command needs it.
"""

from torchkata.nbgrader.checks import check

__all__ = ["check"]
