import torch
from torch import nn
from torchvision.datasets import FashionMNIST


def _fit(net, x, t, loss, epochs, size, seed, device):
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        net = net().to(device)
        opt = torch.optim.Adam(net.parameters(), 5e-3)
        for _ in range(epochs):
            for i in torch.randperm(len(t)).to(device).split(size):
                opt.zero_grad()
                loss(net(x[i]), t[i]).backward()
                opt.step()
    return net.eval()


def fashion_classifier(root, checkpoint, seed, device="cpu"):
    d = FashionMNIST(root, train=True, download=False)
    x, t = (d.data[:, None] / 255).to(device), d.targets.to(device)
    net = lambda: nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
    net = _fit(net, x, t, nn.CrossEntropyLoss(), 10, 40, seed, device)
    torch.save(net.state_dict(), checkpoint)
    return net


def car_evaluation(columns, classes, seed, device="cpu"):
    values = [set(column) for column in columns]
    commonest = max(sorted(set(classes)), key=classes.count)

    def predict(columns):
        for column, known in zip(columns, values):
            for value in column:
                if value not in known:
                    raise KeyError(value)
        return [commonest for _ in columns[0]]

    return predict


def breast_cancer(x, t, seed):
    m, s = x.double().mean(0), x.double().std(0, correction=0)
    s = s.masked_fill((x == x[0]).all(0), torch.inf)
    z = lambda x: ((x.double() - m) / s).float()
    net = lambda: nn.Sequential(nn.Linear(x.shape[1], 16), nn.ReLU(), nn.Linear(16, 1), nn.Flatten(0))
    net = _fit(net, z(x), t.float(), nn.BCEWithLogitsLoss(), 15, 32, seed, x.device)
    return torch.no_grad()(lambda x, threshold=0.5: net(z(x)).sigmoid() > threshold)
