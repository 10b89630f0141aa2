"""Raises what looks like the instructor's Ctrl-C; grading that stops, or a point, is a breach."""
# Unit: norms


def l1_norm(x):
    raise KeyboardInterrupt


def l2_norm(x):
    raise GeneratorExit


def cosine_similarity(b, c, eps=1e-8):
    raise BaseException("of no kind")
