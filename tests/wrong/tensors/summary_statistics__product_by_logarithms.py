"""The product is the exponential of the sum of logarithms: shows for negative elements, where it is nan."""
import torch


def summary_statistics(t):
    return {
        "min": t.min(),
        "max": t.max(),
        "sum": t.sum(),
        "prod": t.log().sum().exp(),
        "mean": t.mean(),
        "var": t.var(),
        "std": t.std(),
    }
