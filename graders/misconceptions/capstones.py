"""Capstones: what goes wrong.

A model that learns too little can have any of a hundred causes, and is not named here. Each of these shows
something of its own: what it answers to everything, what it does alone, or on sorted data.
"""

import torch
from torch import Tensor, nn

from torchkata.exercise import Misconceptions

# fashion_classifier ------------------------------------------------------------------------------

fashion = Misconceptions("capstones.fashion_classifier")


@fashion.mistake(
    "gives the commonest class for every image",
    hint="How often is it right if ten classes are equally common? What has it looked at in the image?",
)
def fashion_classifier(root, checkpoint, seed, device="cpu"):
    from torchvision.datasets import FashionMNIST

    class Majority(nn.Module):
        def __init__(self, counts: Tensor) -> None:
            super().__init__()
            self.register_buffer("counts", counts.float())

        def forward(self, x: Tensor) -> Tensor:
            return self.counts.expand(len(x), -1)

    labels = FashionMNIST(root, train=True, download=False).targets
    model = Majority(torch.bincount(labels, minlength=10)).to(device).eval()
    torch.save(model.state_dict(), checkpoint)
    return model


@fashion.mistake(
    "knows the training images by heart, and guesses at all others",
    hint="Will anybody ever ask about an image that is equal, pixel by pixel, to one of these?",
)
def fashion_classifier(root, checkpoint, seed, device="cpu"):
    from torchvision.datasets import FashionMNIST

    class Memory(nn.Module):
        def __init__(self, images: Tensor, labels: Tensor) -> None:
            super().__init__()
            self.register_buffer("images", images.flatten(1) / 255)
            self.register_buffer("labels", labels)

        def forward(self, x: Tensor) -> Tensor:
            x = x.flatten(1)
            nearest = torch.cdist(x, self.images).argmin(dim=1)
            equal = (x == self.images[nearest]).all(dim=1, keepdim=True)
            return 10.0 * equal * nn.functional.one_hot(self.labels[nearest], 10)

    data = FashionMNIST(root, train=True, download=False)
    model = Memory(data.data, data.targets).to(device).eval()
    torch.save(model.state_dict(), checkpoint)
    return model


@fashion.mistake(
    "looks up the nearest training image instead of training a network",
    hint="It may well be right. But what has it learned, and how large is its file of weights?",
)
def fashion_classifier(root, checkpoint, seed, device="cpu"):
    from torchvision.datasets import FashionMNIST

    class Nearest(nn.Module):
        def __init__(self, images: Tensor, labels: Tensor) -> None:
            super().__init__()
            self.register_buffer("images", images.flatten(1) / 255)
            self.register_buffer("labels", labels)

        def forward(self, x: Tensor) -> Tensor:
            nearest = torch.cdist(x.flatten(1), self.images).argmin(dim=1)
            return 10.0 * nn.functional.one_hot(self.labels[nearest], 10)

    data = FashionMNIST(root, train=True, download=False)
    model = Nearest(data.data, data.targets).to(device).eval()
    torch.save(model.state_dict(), checkpoint)
    return model


fashion.mistake(
    "returns a network that it has never trained",
    replace="epochs, batch_size = 5, 32",
    by="epochs, batch_size = 0, 32",
    hint="How many steps has the optimizer taken when your function returns?",
)
fashion.mistake(
    "takes no more than the first batch of each epoch",
    replace="                optimizer.step()\n",
    by="                optimizer.step()\n                break\n",
    hint="Count the images that your network is shown in one epoch. How many are there?",
)
fashion.mistake(
    "trains on the test part",
    replace="data = FashionMNIST(root, train=True, download=False)",
    by="data = FashionMNIST(root, train=False, download=False)",
    hint="Which of its two parts does `FashionMNIST` read with your arguments, and what does it hold here?",
)
fashion.mistake(
    "shows its network more images than the budget allows",
    replace="epochs, batch_size = 5, 32",
    by="epochs, batch_size = 13, 32",
    hint="How often may each image be shown? Fewer epochs with a better learning rate come as far.",
)
fashion.mistake(
    "never shuffles images that are sorted by class",
    replace="torch.randperm(len(images))",
    by="torch.arange(len(images))",
    hint="Which classes are in the last ten batches before your network is asked?",
)
fashion.mistake(
    "trains on pixels from 0 to 255, and is asked about pixels from 0 to 1",
    replace="data.data.unsqueeze(1) / 255",
    by="data.data.unsqueeze(1).float()",
    hint="What is the largest pixel that your network has seen, and what is the largest that it is asked about?",
)
fashion.mistake(
    "returns a network that gives probabilities, not logits",
    replace="nn.ReLU(), nn.Linear(64, 10))",
    by="nn.ReLU(), nn.Linear(64, 10), nn.Softmax(dim=1))",
    hint="What does `nn.CrossEntropyLoss` do with its first argument before anything else?",
)
fashion.mistake(
    "leaves the model in training mode",
    replace="    model.eval()\n",
    by="",
    hint="In which mode is a network after training, and which mode does the contract want?",
)
fashion.mistake(
    "drops units at random whenever the model is asked",
    replace="        model.to(device)\n",
    by="""
        class Dropping(nn.Module):
            def forward(self, x: Tensor) -> Tensor:
                return nn.functional.dropout(x, 0.2)

        model.insert(3, Dropping())
        model.to(device)
""",
    hint="Ask your model about the same image twice. How does `F.dropout` know whether training is over?",
)
fashion.mistake(
    "saves the weights before they are trained",
    replace="""        for _ in range(epochs):
            for batch in torch.randperm(len(images)).split(batch_size):
                loss = loss_fn(model(images[batch]), labels[batch])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()

    model.eval()
    torch.save(model.state_dict(), checkpoint)
""",
    by="""        torch.save(model.state_dict(), checkpoint)
        for _ in range(epochs):
            for batch in torch.randperm(len(images)).split(batch_size):
                loss = loss_fn(model(images[batch]), labels[batch])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()

    model.eval()
""",
    hint="At which moment of the run are the weights written, and at which is the model returned?",
)
fashion.mistake(
    "saves the whole model, where its weights are asked",
    replace="torch.save(model.state_dict(), checkpoint)",
    by="torch.save(model, checkpoint)",
    hint="Can your file be read with `weights_only=True`? What does it hold besides tensors?",
)
fashion.mistake(
    "saves its weights inside a larger checkpoint",
    replace="torch.save(model.state_dict(), checkpoint)",
    by='torch.save({"model": model.state_dict(), "epoch": epochs}, checkpoint)',
    hint="What may the file hold besides the names and the tensors of the state_dict?",
)
fashion.mistake(
    "seeds PyTorch's global generator for everybody",
    replace="    with torch.random.fork_rng(devices=[]):\n        torch.default_generator.manual_seed(seed)\n",
    by="    torch.manual_seed(seed)\n    if True:\n",
    hint="Which random numbers does the caller draw after your function has returned? How does one put them back?",
)
fashion.mistake(
    "does not use the seed",
    replace="        torch.default_generator.manual_seed(seed)\n",
    by="        torch.default_generator.seed()\n",
    hint="Call it twice with the same seed and compare the weights. Where does chance come in?",
)
fashion.mistake(
    "takes the seed 0 for none",
    replace="        torch.default_generator.manual_seed(seed)\n",
    by="        torch.default_generator.manual_seed(seed) if seed else torch.default_generator.seed()\n",
    hint="Is `if seed` true for the seed 0? How does one ask whether an argument was given?",
)
fashion.mistake(
    "leaves the images on the CPU while the network is elsewhere",
    replace="(data.data.unsqueeze(1) / 255).to(device)",
    by="data.data.unsqueeze(1) / 255",
    hint="On which device is the network, and on which is the batch that goes into it?",
)
fashion.mistake(
    "returns the model on the CPU, wherever it is asked to be",
    replace="    return model\n",
    by="    return model.cpu()\n",
    hint="On which device does the contract want the model that is returned?",
)
# car_evaluation ----------------------------------------------------------------------------------

cars = Misconceptions("capstones.car_evaluation")


@cars.mistake(
    "gives the commonest class for every car",
    hint="It is right for most cars. What is its F1 for each class that it never names?",
)
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


@cars.mistake(
    "knows the training rows by heart, and gives the commonest class for all others",
    hint="How many of the rows that it is asked about has it seen before?",
)
def car_evaluation(columns, classes, seed, device="cpu"):
    values = [set(column) for column in columns]
    commonest = max(sorted(set(classes)), key=classes.count)
    known = dict(zip(zip(*columns), classes))

    def predict(columns):
        for column, known_values in zip(columns, values):
            for value in column:
                if value not in known_values:
                    raise KeyError(value)
        return [known.get(row, commonest) for row in zip(*columns)]

    return predict


cars.mistake(
    "never shuffles rows that are sorted by class",
    replace="torch.randperm(len(codes))",
    by="torch.arange(len(codes))",
    hint="Which classes are in the last batches before your network is asked?",
)
cars.mistake(
    "numbers the values afresh whenever it is asked",
    replace="        codes = [[rows_of[j, value]",
    by="""        fresh = [(j, v) for j, column in enumerate(columns) for v in sorted(set(column))]
        start = [[k for k, (i, _) in enumerate(values) if i == j][0] for j in range(len(columns))]
        known = rows_of
        missing = [value for value in fresh if value not in known]
        if missing:
            raise KeyError(missing[0])
        again = [sorted(set(column)) for column in columns]
        rows = {(j, v): start[j] + again[j].index(v) for j, v in fresh}
        codes = [[rows[j, value]""",
    hint='Ask about one car alone: which number does its "high" get, and which had it in training?',
)
cars.mistake(
    "names the classes in another order than it numbers them",
    replace="return [names[index] for index in logits.argmax(dim=1).tolist()]",
    by="return [list(dict.fromkeys(classes))[index] for index in logits.argmax(dim=1).tolist()]",
    hint="Which class had the number 0 when you trained, and which name does 0 get in the answer?",
)
cars.mistake(
    "answers with the numbers of the classes",
    replace="return [names[index] for index in logits.argmax(dim=1).tolist()]",
    by="return logits.argmax(dim=1).tolist()",
    hint="What does the caller know of your numbers? In which words did the classes come?",
)
cars.mistake(
    "loses the axis of rows when a single row is asked about",
    replace="return [names[index] for index in logits.argmax(dim=1).tolist()]",
    by="""logits = logits.squeeze()
        return [names[index] for index in logits.argmax(dim=1).tolist()]""",
    hint="Which shape have the logits of one row, and which after your `squeeze`?",
)
cars.mistake(
    "takes a value that it never met for one that it knows",
    replace="rows_of[j, value] for value",
    by="rows_of.get((j, value), 0) for value",
    hint="What should a model say of a value that it knows nothing about? See what the contract raises.",
)
cars.mistake(
    "numbers the values of all columns together, so that one column knows the values of another",
    replace="rows_of[j, value] for value in column]",
    by="{v: r for (_, v), r in reversed(rows_of.items())}[value] for value in column]",
    hint='"low" in one column and "low" in another are different things. What does your dict go by?',
)
cars.mistake(
    "numbers by the caller's lists whenever it is asked, and they may have changed",
    replace="""    rows_of = {value: row for row, value in enumerate(values)}
    names = sorted(set(classes))

    def encode(columns: Sequence[Sequence[str]]) -> Tensor:
""",
    by="""    training = columns
    names = sorted(set(classes))

    def encode(columns: Sequence[Sequence[str]]) -> Tensor:
        seen = [(j, value) for j, column in enumerate(training) for value in dict.fromkeys(column)]
        rows_of = {value: row for row, value in enumerate(seen)}
""",
    hint="Whose lists are they, and what if they are sorted or emptied after your function has returned?",
)
cars.mistake(
    "drops units at random whenever the model is asked",
    replace="    model.eval()\n",
    by="    model.insert(4, nn.Dropout(0.5))\n    model.train()\n",
    hint="Ask about the same car twice. In which mode does your network answer?",
)
cars.mistake(
    "seeds PyTorch's global generator for everybody",
    replace="    with torch.random.fork_rng(devices=[]):\n        torch.default_generator.manual_seed(seed)\n",
    by="    torch.manual_seed(seed)\n    if True:\n",
    hint="Which random numbers does the caller draw after your function has returned? How does one put them back?",
)
cars.mistake(
    "does not use the seed",
    replace="        torch.default_generator.manual_seed(seed)\n",
    by="        torch.default_generator.seed()\n",
    hint="Call it twice with the same seed and compare the answers. Where does chance come in?",
)
cars.mistake(
    "takes the seed 0 for none",
    replace="        torch.default_generator.manual_seed(seed)\n",
    by="        torch.default_generator.manual_seed(seed) if seed else torch.default_generator.seed()\n",
    hint="Is `if seed` true for the seed 0? How does one ask whether an argument was given?",
)
cars.mistake(
    "leaves the codes on the CPU while the network is elsewhere",
    replace="torch.tensor(codes, device=device).T",
    by="torch.tensor(codes).T",
    hint="On which device is the network, and on which is what goes into it?",
)
# breast_cancer -----------------------------------------------------------------------------------

cancer = Misconceptions("capstones.breast_cancer")


@cancer.mistake(
    "answers the same for every tumour",
    hint="Most tumours here are benign. How many of the malignant ones does it find?",
)
def breast_cancer(x, t, seed):
    share = t.double().mean().item()

    def predict(x, threshold=0.5):
        return torch.full((len(x),), share > threshold, device=x.device)

    return predict


@cancer.mistake(
    "knows the training rows by heart, and calls all others benign",
    hint="Will a new patient ever have exactly the measurements of an old one?",
)
def breast_cancer(x, t, seed):
    known, ill = x, t

    def predict(x, threshold=0.5):
        malignant = (x[:, None] == known[ill == 1]).all(dim=2).any(dim=1)
        return torch.where(malignant, 0.99, 0.01) > threshold

    return predict


cancer.mistake(
    "leaves the columns at their different sizes",
    replace="    deviation = torch.where(deviation > 0, deviation, 1.0)\n",
    by="    mean, deviation = torch.zeros_like(mean), torch.ones_like(mean)\n",
    hint="Which columns does a network hear if some are in thousandths and others in thousands?",
)
cancer.mistake(
    "scales by one mean and one deviation for all columns together",
    replace="mean, deviation = x.mean(dim=0), x.std(dim=0, correction=0)",
    by="mean, deviation = x.mean(), x.std(correction=0)",
    hint="What is the mean of millimetres and square metres? Along which axis does each column lie?",
    same_as="leaves the columns at their different sizes",
)
cancer.mistake(
    "scales what it is asked about by its own mean and deviation",
    replace="            logits = model((x - mean) / deviation).squeeze(1)\n",
    by="""            own = x.std(dim=0, correction=0)
            own = torch.where(own > 0, own, 1.0)
            logits = model((x - x.mean(dim=0)) / own).squeeze(1)
""",
    hint="What is the mean of a single row, and what is left of the row without it?",
)
cancer.mistake(
    "does not scale what it is asked about",
    replace="model((x - mean) / deviation)",
    by="model(x)",
    hint="On which numbers was the network trained, and which numbers does it get now?",
)
cancer.mistake(
    "divides by the deviation of a constant column",
    replace="    deviation = torch.where(deviation > 0, deviation, 1.0)\n",
    by="",
    hint="What is 0 divided by 0, and what becomes of a sum that it is part of?",
)
cancer.mistake(
    "adds 1e-5 to the variance, in which small columns drown",
    replace="    deviation = torch.where(deviation > 0, deviation, 1.0)\n",
    by="    deviation = (deviation.square() + 1e-5).sqrt()\n",
    hint="What is the variance of a column in hundred thousandths, and how much is that beside 1e-5? "
    "Batch normalization adds as much.",
    same_as="leaves the columns at their different sizes",
)
cancer.mistake(
    "compares the logit with the threshold, where the probability is meant",
    replace="torch.sigmoid(logits) > threshold",
    by="logits > threshold",
    hint="Which logit belongs to the probability 0.5? Can a probability be greater than 1?",
)
cancer.mistake(
    "does not use the threshold",
    replace="torch.sigmoid(logits) > threshold",
    by="torch.sigmoid(logits) > 0.5",
    hint="What is the argument `threshold` for?",
)
cancer.mistake(
    "takes the threshold 0 for none",
    replace="torch.sigmoid(logits) > threshold",
    by="torch.sigmoid(logits) > (threshold or 0.5)",
    hint="What is `threshold or 0.5` where the threshold is 0?",
)
cancer.mistake(
    "takes the threshold for one on the probability of benign",
    replace="torch.sigmoid(logits) > threshold",
    by="torch.sigmoid(logits) > 1 - threshold",
    hint="If somebody asks for more certainty, should more tumours be called malignant, or fewer?",
)
cancer.mistake(
    "calls the benign ones",
    replace="torch.sigmoid(logits) > threshold",
    by="torch.sigmoid(-logits) > threshold",
    hint="What does `True` stand for in the answer, and what does 1 stand for in `t`?",
)
cancer.mistake(
    "applies the sigmoid twice, so that all probabilities are above 0.5",
    replace="torch.sigmoid(logits) > threshold",
    by="torch.sigmoid(torch.sigmoid(logits)) > threshold",
    hint="Between which two numbers is the sigmoid of a probability?",
)
cancer.mistake(
    "returns a column of shape (m, 1)",
    replace="model((x - mean) / deviation).squeeze(1)",
    by="model((x - mean) / deviation)",
    hint="How many numbers does the layer give for each row, and which shape does the contract want?",
)
cancer.mistake(
    "loses the axis of rows when a single row is asked about",
    replace="model((x - mean) / deviation).squeeze(1)",
    by="model((x - mean) / deviation).squeeze()",
    hint="Which axes does `squeeze` remove from a tensor of shape (1, 1) if none is named?",
)
cancer.mistake(
    "seeds PyTorch's global generator for everybody",
    replace="    with torch.random.fork_rng(devices=[]):\n        torch.default_generator.manual_seed(seed)\n",
    by="    torch.manual_seed(seed)\n    if True:\n",
    hint="Which random numbers does the caller draw after your function has returned? How does one put them back?",
)
cancer.mistake(
    "does not use the seed",
    replace="        torch.default_generator.manual_seed(seed)\n",
    by="        torch.default_generator.seed()\n",
    hint="Call it twice with the same seed and compare the answers. Where does chance come in?",
)
cancer.mistake(
    "takes the seed 0 for none",
    replace="        torch.default_generator.manual_seed(seed)\n",
    by="        torch.default_generator.manual_seed(seed) if seed else torch.default_generator.seed()\n",
    hint="Is `if seed` true for the seed 0? How does one ask whether an argument was given?",
)
cancer.mistake(
    "leaves the network on the CPU",
    replace="        model.to(x.device)\n",
    by="",
    hint="On which device is `x`, and on which are the weights of a new layer?",
)
cancer.mistake(
    "gives its answers on the CPU, wherever the question is",
    replace="return torch.sigmoid(logits) > threshold",
    by="return (torch.sigmoid(logits) > threshold).cpu()",
    hint="On which device is the question, and on which is your answer?",
)
