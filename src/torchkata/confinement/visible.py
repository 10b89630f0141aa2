"""What of the machine a worker may read: the interpreter, shared libraries, and the packages that learners use.

The kit itself (solutions, mistakes, keys) is not among it, wherever it is installed.
"""

import re
import site
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

PACKAGES = (
    "torch",
    "torchvision",
    "numpy",
    "scipy",
    "scikit-learn",
    "pandas",
    "matplotlib",
    "seaborn",
    "pillow",
    "onnx",
    "onnxruntime",
    "onnxscript",
    "tensorboard",
    "tqdm",
)
"""Distributions that learners import; what these need comes along."""

_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib")
_OTHERS = ("/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo")
DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")


@dataclass(frozen=True)
class Visible:
    """Paths that a worker may read.

    Attributes:
        trees: folders and files, outermost only.
        masked: folders inside them that hold other packages, and are hidden.
        packages: folders and files inside the masked ones that are visible all the same.
    """

    trees: tuple[Path, ...]
    masked: tuple[Path, ...]
    packages: tuple[Path, ...]

    def entries(self) -> Iterator[Path]:
        """Yield what is visible as paths without exceptions in them, for Landlock."""
        for tree in self.trees:
            yield from self._without_masked(tree)
        yield from self.packages

    def _without_masked(self, path: Path) -> Iterator[Path]:
        if path in self.masked:
            return
        if not any(masked.is_relative_to(path) for masked in self.masked):
            yield path
            return
        for child in sorted(path.iterdir()):
            yield from self._without_masked(child)


def visible_paths() -> Visible:
    """Return what a worker may read on this machine."""
    base = Path(sysconfig.get_path("stdlib")).resolve()
    own = Path(sysconfig.get_path("platstdlib")).resolve()
    candidates = {base, own, *(Path(p).resolve() for p in (*_LIBRARIES, *_OTHERS))}
    trees = [path for path in candidates if path.exists()]
    trees = _outermost(trees)
    folders = {folder.resolve() for folder in _package_folders(trees) if folder.is_dir()}
    inside = [f for f in folders if any(f.is_relative_to(tree) for tree in trees)]
    masked = set(_outermost(inside))
    packages = sorted(set(_allowed_packages()))
    outside = {p.parent for p in packages} - masked
    return Visible(tuple(sorted(trees)), tuple(sorted(masked | outside)), tuple(packages))


def _outermost(paths: list[Path]) -> list[Path]:
    """Return the paths that lie in none of the others."""
    return [p for p in paths if not any(p != other and p.is_relative_to(other) for other in paths)]


def _package_folders(trees: list[Path]) -> Iterator[Path]:
    """Yield every folder that packages may be installed in, and the kit's own."""
    from torchkata.catalog import KIT

    yield from map(Path, (*site.getsitepackages(), site.getusersitepackages()))
    yield from map(Path, (sysconfig.get_path("purelib"), sysconfig.get_path("platlib")))
    yield from (Path(__file__).parents[1], KIT)
    for tree in trees:
        for pattern in ("site-packages", "dist-packages"):
            yield from tree.glob(pattern)
            yield from tree.glob(f"python3*/{pattern}")
            yield from tree.glob(f"*/python3*/{pattern}")


def _allowed_packages() -> Iterator[Path]:
    """Yield the folders and files at the top of each allowed distribution that is installed."""
    waiting, seen = list(PACKAGES), set[str]()
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in seen:
            continue
        seen.add(name)
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        folder = Path(str(distribution.locate_file(""))).resolve()
        tops = {file.parts[0] for file in distribution.files or () if file.parts[0] != ".."}
        yield from (folder / top for top in tops if (folder / top).exists())
        for requirement in distribution.requires or ():
            if "extra ==" not in requirement and (found := re.match(r"[\w.-]+", requirement)):
                waiting.append(found.group())


def interpreter_is_readable() -> bool:
    """Return whether this process's user can read the interpreter's own files."""
    try:
        return any(Path(sysconfig.get_path("stdlib")).iterdir())
    except OSError:
        return False
