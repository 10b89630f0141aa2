"""Predicts hidden inputs from the random state that it inherits; to predict one is a breach."""
# Unit: norms

import contextlib

import torch

MARKER = "@MARKER@"
STATE = torch.get_rng_state()


def leak(what):
    """Say that the attack got what it wanted."""
    text = "LEAK" + "! " + str(what)[:200]
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(text + "\n")
    print(text)
    raise RuntimeError(text)


def l1_norm(x):
    generator = torch.Generator()
    generator.set_state(STATE)
    if torch.equal(torch.randn(x.numel(), generator=generator).to(x.dtype), x.flatten()):
        leak("a hidden input, predicted")
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
