import math
import random

import numpy as np
import torch


def make_tensor(data, dtype=torch.float32):
    print("make_tensor got a", type(data))
    numbers = []
    if isinstance(data, np.ndarray):
        shape = list(data.shape)
        for number in data.flat:
            numbers.append(number.item() if data.dtype != np.longdouble else float(number))
    else:
        shape = []
        level = data
        while isinstance(level, list) or isinstance(level, tuple):
            shape.append(len(level))
            if len(level) == 0:
                break
            level = level[0]
        numbers = [data]
        for axis in shape:
            flatter = []
            for part in numbers:
                for thing in part:
                    flatter.append(thing)
            numbers = flatter
    how_many = 1
    for size in shape:
        how_many = how_many * size
    result = torch.zeros([how_many], dtype=dtype, device="cpu")
    position = 0
    for number in numbers:
        if dtype == torch.bool:
            if number == 0:
                number = False
            else:
                number = True
        elif dtype.is_floating_point and isinstance(number, int) and abs(number) >= 2**63:
            number = float(number)
        result[position].fill_(number)
        position = position + 1
    result = result.reshape(shape)
    print("made", result.shape)
    return result


def filled_like(t, value):
    the_shape = t.shape
    the_dtype = t.dtype
    the_device = t.device
    unused = t.requires_grad
    result = torch.zeros(the_shape, dtype=the_dtype, device=the_device)
    result.fill_(value)
    print("filled", the_shape)
    return result


def seeded_normal(shape, seed):
    source = random.Random(seed)
    how_many = 1
    for size in shape:
        how_many *= size
    numbers = []
    i = 0
    while i < how_many:
        numbers.append(source.gauss(0.0, 1.0))
        i += 1
    result = torch.tensor(numbers, dtype=torch.float32, device="cpu")
    result = result.reshape(shape)
    return result


def describe(t):
    facts = {}
    sizes = []
    numel = 1
    ndim = 0
    for size in t.shape:
        sizes.append(int(size))
        numel = numel * int(size)
        ndim = ndim + 1
    facts["shape"] = tuple(sizes)
    facts["ndim"] = ndim
    facts["numel"] = numel
    contiguous = True
    if numel > 1:
        expected = 1
        for axis in range(ndim - 1, -1, -1):
            if sizes[axis] == 1:
                continue
            if t.stride(axis) != expected:
                contiguous = False
            expected = expected * sizes[axis]
    facts["contiguous"] = contiguous
    facts["dtype"] = t.dtype
    where = t.device
    facts["device"] = str(where)
    if t.requires_grad == True:
        facts["requires_grad"] = True
    else:
        facts["requires_grad"] = False
    print(facts)
    return facts


def summary_statistics(t):
    numbers = t.detach().cpu().flatten().tolist()
    n = len(numbers)
    smallest = numbers[0]
    largest = numbers[0]
    total = 0.0
    product = 1.0
    for x in numbers:
        if x < smallest or math.isnan(x):
            smallest = x
        if x > largest or math.isnan(x):
            largest = x
        total = total + x
        product = product * x
    if math.isnan(total) and any(math.isnan(x) for x in numbers):
        smallest = math.nan
        largest = math.nan
    mean = total / n
    squares = 0.0
    for x in numbers:
        squares = squares + (x - mean) * (x - mean)
    if n == 1:
        variance = math.nan
    else:
        variance = squares / (n - 1)
    deviation = math.sqrt(variance)
    print("mean", mean, "deviation", deviation)
    result = {}
    result["min"] = torch.tensor(smallest, dtype=t.dtype, device=t.device)
    result["max"] = torch.tensor(largest, dtype=t.dtype, device=t.device)
    result["sum"] = torch.tensor(total, dtype=t.dtype, device=t.device)
    result["prod"] = torch.tensor(product, dtype=t.dtype, device=t.device)
    result["mean"] = torch.tensor(mean, dtype=t.dtype, device=t.device)
    result["var"] = torch.tensor(variance, dtype=t.dtype, device=t.device)
    result["std"] = torch.tensor(deviation, dtype=t.dtype, device=t.device)
    return result


def share_with_numpy(array):
    print("sharing an array of", array.dtype)
    size_in_bytes = array.nbytes
    result = torch.as_tensor(array, device="cpu")
    return result


def copy_from_numpy(array):
    other = np.zeros(array.shape, dtype=np.float32)
    for place in np.ndindex(array.shape):
        number = np.asarray(array[place])
        other[place] = number.astype(np.float32)
    result = torch.from_numpy(other)
    print(result.shape)
    return result


def detached_copy(t):
    with torch.no_grad():
        result = torch.empty(t.shape, dtype=t.dtype, device=t.device)
        result[...] = t
    result = result.detach()
    print("copied", result.shape)
    return result


def differentiable_copy(t):
    result = torch.zeros(t.shape, dtype=t.dtype, device=t.device)
    result[...] = t
    print("requires grad?", result.requires_grad)
    return result


def pick_device(prefer=None):
    cuda_works = torch.cuda.is_available()
    mps_works = torch.backends.mps.is_available()
    print("cuda:", cuda_works, "mps:", mps_works)
    if prefer is None:
        if cuda_works:
            return torch.device("cuda")
        elif mps_works:
            return torch.device("mps")
        else:
            return torch.device("cpu")
    text = str(prefer)
    name = text.split(":")[0]
    if name == "cuda":
        if not cuda_works:
            raise ValueError("there is no cuda here")
    elif name == "mps":
        if not mps_works:
            raise ValueError("there is no mps here")
    elif name == "cpu":
        pass
    else:
        raise ValueError("I do not know the device " + text)
    try:
        answer = torch.device(text)
    except RuntimeError:
        raise ValueError("strange device " + text)
    return answer


def move_to(batch, device):
    holder = [batch]
    todo = [(holder, 0)]
    tuples = []
    while len(todo) > 0:
        place, key = todo.pop()
        thing = place[key]
        if isinstance(thing, torch.Tensor):
            place[key] = thing.to(device)
        elif isinstance(thing, dict):
            new = dict(thing)
            place[key] = new
            for k in new.keys():
                todo.append((new, k))
        elif isinstance(thing, list) or isinstance(thing, tuple):
            new = []
            for x in thing:
                new.append(x)
            place[key] = new
            for i in range(len(new)):
                todo.append((new, i))
            if isinstance(thing, tuple):
                tuples.append((place, key))
    for place, key in reversed(tuples):
        place[key] = tuple(place[key])
    return holder[0]
