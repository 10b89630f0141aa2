"""What the installed torchkata needs, for what is handed to other machines."""

import importlib.metadata
from collections.abc import Iterator

from packaging.requirements import Requirement


def requirements() -> Iterator[Requirement]:
    """Yield the packages that torchkata needs, those of its extras left out."""
    for text in importlib.metadata.requires("torchkata") or []:
        requirement = Requirement(text)
        if "extra ==" not in str(requirement.marker):
            yield requirement
