"""Counts a probability equal to the threshold as positive, by 1 - (p < threshold): shows for a logit of exactly 0 at the threshold 0.5.

Named: takes a probability that equals the threshold for positive
"""
import numpy as np
import torch


def predict_labels(model, x, threshold=0.5):
    mode = model.training
    model.eval()
    with torch.no_grad():
        p = torch.sigmoid(model(x)).reshape(-1).cpu().numpy()
    model.train(mode)
    return np.float32(1) - (p < threshold).astype(np.float32)
