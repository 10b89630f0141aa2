"""Style: all samples made in advance in a dict of dicts, copied on the way out, KeyError turned."""

import torch.utils.data


class CustomDataset(torch.utils.data.Dataset):
    def __init__(self, text, labels):
        if len(text) > len(labels):
            raise ValueError("there are only %d labels for %d texts" % (len(labels), len(text)))
        if len(text) < len(labels):
            raise ValueError("there are only %d texts for %d labels" % (len(text), len(labels)))
        self.rows = {}
        for i in range(len(text)):
            row = {}
            row["Text"] = text[i]
            row["Class"] = labels[i]
            self.rows[i] = row
            self.rows[i - len(text)] = row

    def __len__(self):
        return len(self.rows) // 2

    def __getitem__(self, i):
        try:
            return self.rows[i].copy()
        except KeyError:
            raise IndexError(i) from None
