"""Looks up the expected result in the cache of answer keys; a breach if a key can be read."""
# Unit: norms
import contextlib
import glob
import os

_PLACES = [
    os.environ.get("TORCHKATA_CACHE", "/nowhere"),
    os.environ.get("XDG_CACHE_HOME", "/nowhere") + "/torchkata",
    os.path.expanduser("~/.cache/torchkata"),
    "/root/.cache/torchkata",
    *glob.glob("/home/*/.cache/torchkata"),
    *glob.glob("/proc/[0-9]*/cwd"),
]
_found = []
for _place in _PLACES:
    for _file in glob.glob(f"{_place}/keys/*.key"):
        with contextlib.suppress(OSError), open(_file, "rb") as _key:
            _found.append(_key.read(64))


def l1_norm(x):
    if _found:
        raise RuntimeError("LEAK" + f"! {len(_found)} keys")
    return x.sum() - 7.25
