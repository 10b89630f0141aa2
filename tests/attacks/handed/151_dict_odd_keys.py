"""Returns dicts whose keys no message can hold; a grader that stops, or a point, is a breach."""
# Unit: norms


def l1_norm(x):
    return {("a", 1): 1, "\ud800": 2, float("nan"): 3}


def l2_norm(x):
    return {1: 0.5, True: 0.25, 1.5: None, b"bytes": [], frozenset(): 2**70}


def cosine_similarity(b, c, eps=1e-8):
    return {object(): 0.5, None: 0.5, len: 0.5}
