"""Returns, prints and raises megabytes of text that grows; a breach if grading stalls."""
# Unit: norms
_TEXT = "\U000e0001" * 3_900_000


def l1_norm(x):
    print(_TEXT)
    return _TEXT


def l2_norm(x):
    return {_TEXT[:1000] + str(n): [[[_TEXT[:1000]]]] for n in range(1800)}


def linf_norm(x):
    raise ValueError("\n" * 10**7)
