"""Import a submission's modules from their text, so that tracebacks show the learner's lines."""

import importlib.abc
import importlib.machinery
import linecache
import sys
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import CodeType, ModuleType

PACKAGE = "exercises"


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds `exercises.norms`, and `norms` where nothing else has that name."""

    def __init__(self, sources: Mapping[str, str], folder: Path | None) -> None:
        self.sources = sources
        self._folder = folder

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.removeprefix(f"{PACKAGE}.") in self.sources:
            return importlib.machinery.ModuleSpec(fullname, self)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__.removeprefix(f"{PACKAGE}.")
        source = self.sources[name]
        file = f"{name}.py" if self._folder is None else str(self._folder / f"{name}.py")
        module.__file__ = file
        linecache.cache[file] = (len(source), None, source.splitlines(True), file)
        exec(_compiled(source, file), module.__dict__)


@lru_cache(maxsize=16)  # in this process each exercise of a unit imports the same module anew
def _compiled(source: str, file: str) -> CodeType:
    return compile(source, file, "exec", dont_inherit=True)


def import_submitted(
    unit: str, sources: Mapping[str, str], folder: Path | None = None
) -> ModuleType:
    """Import the module `unit` of a submission.

    Args:
        unit: the module's name without the package.
        sources: the submission's modules by name.
        folder: where the modules lie, if debuggers should find them there.

    Raises:
        BaseException: whatever the module's own code raises; SyntaxError if it cannot be compiled.
    """
    _forget()
    finder = _Finder(sources, folder)
    sys.meta_path.append(finder)
    package = ModuleType(PACKAGE)
    package.__path__ = []
    sys.modules[PACKAGE] = package
    name = f"{PACKAGE}.{unit}"
    module = ModuleType(name)
    module.__spec__ = importlib.machinery.ModuleSpec(name, finder)
    sys.modules[name] = module
    finder.exec_module(module)
    return module


def _forget() -> None:
    """Take what was imported before out of the interpreter.

    Looking through all of `sys.modules` would touch every name there, and after a fork copy thousands of pages.
    """
    for finder in [f for f in sys.meta_path if isinstance(f, _Finder)]:
        sys.meta_path.remove(finder)
        for name in (PACKAGE, *(p + n for n in finder.sources for p in ("", f"{PACKAGE}."))):
            loader = getattr(getattr(sys.modules.get(name), "__spec__", None), "loader", None)
            if name == PACKAGE or loader is finder:
                sys.modules.pop(name, None)


def submitted_files() -> list[str]:
    """Return the file names of the submission's modules that have been imported, as tracebacks show them."""
    finders = [finder for finder in sys.meta_path if isinstance(finder, _Finder)]
    names = [f"{PACKAGE}.{name}" for finder in finders for name in finder.sources]
    loaded = [sys.modules[name] for name in names if name in sys.modules]
    return [file for module in loaded if (file := getattr(module, "__file__", None))]
