"""The result is detached, but the model runs with autograd on: a graph is built while it works (shows in a hook or a model that looks at its output).

Named: lets autograd build a graph in evaluation mode
"""


def predict_labels(model, x, threshold=0.5):
    mode = model.training
    model.eval()
    p = model(x).sigmoid().detach().cpu().numpy().ravel()
    model.train(mode)
    return (p > threshold).astype("float32")
