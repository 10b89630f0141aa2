"""A GPU that is not there: code that works on the CPU and breaks on a GPU is caught on a laptop.

    with SimulatedDevice("cuda:1") as device:
        model.to(device.device)
        model(batch)  # RuntimeError: Expected all tensors to be on the same device, ...

Every tensor stays a real CPU tensor, so that everything can be computed. What is simulated is *where* tensors
are: their storages carry a pretended device. The modules, bottom-up:

- `locations` says where a tensor is, and copies it elsewhere, with a gradient that comes back;
- `operations` sees each operation that is dispatched, in the backward pass and in optimizers too, refuses those
  whose tensors may not meet, in PyTorch's words, and says where results are;
- `calls` answers what code asks for by name: `.to`, `.device`, `device=`, `.numpy()`;
- `simulation` puts both in force, and has `torch.cuda` and its like speak for the simulated machine.

The package imports nothing else of torchkata and can be used by itself.

**Which device to simulate.** The machine has two. Under "cuda:1" a hard-coded `.cuda()` or "cuda" means cuda:0
and is caught as any other mixing of devices; under "cuda" it is not.

**Numbers** are those of the CPU, random ones too, bit for bit. A few functions, such as `torch.linalg.svdvals`,
take another way while operations are watched and may differ in the last bits.

**Cost.** A small operation takes about 15 µs instead of 1, also on CPU tensors, and a training step of a small
model five to six times as long; large kernels take as long as ever. The first operation that is watched imports
`torch._dynamo` (one to two seconds, once in a process, as does making the first optimizer): who measures time
imports it beforehand.

**Limits.** What cannot be simulated raises `NotSimulated`: sparse tensors, autocast, streams, events and
properties of devices. Not noticed are operations in threads that were started before the simulation, the device
of a bare storage, and functions such as `torch.cuda.is_available` that a module took by `from` before it.
"""

from .locations import NotSimulated, Transfer
from .simulation import SimulatedDevice

__all__ = ["NotSimulated", "SimulatedDevice", "Transfer"]
