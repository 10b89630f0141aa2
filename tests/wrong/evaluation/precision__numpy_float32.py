"""The result is a NumPy float32 scalar and no Python float (np.float64 would be one by inheritance): shows in its type wherever there is an alarm."""
import numpy as np


def precision(y_true, y_pred):
    alarms = (y_pred == 1).cpu().numpy()
    if not alarms.any():
        return 0.0
    return y_true.cpu().numpy()[alarms].astype(np.float32).mean()
