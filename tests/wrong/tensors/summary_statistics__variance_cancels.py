"""The variance is the mean of squares less the square of the mean, in the dtype of t: shows for numbers far from zero with a small spread, such as [10000.0, 10001.0, 10002.0] in float32, where the digits cancel."""
import torch


def summary_statistics(t):
    n = t.numel()
    mean = t.mean()
    var = ((t * t).mean() - mean * mean).clamp(min=0) * n / (n - 1) if n > 1 else mean * float("nan")
    return {"min": t.min(), "max": t.max(), "sum": t.sum(), "prod": t.prod(), "mean": mean,
            "var": var, "std": var.sqrt()}
