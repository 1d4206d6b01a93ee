"""Prints the shape and two sums of each tensor of a safetensors file, for OnnxStoreTest.

    V/bin/python make_minilm_sums.py model.safetensors > ../resources/weights/all-minilm-l6-v2.tsv

The second sum weighs the i-th element in row-major order by i mod 7, so that a matrix that is not
transposed, or transposed twice, gives another one.
"""
import sys

import torch
from safetensors import safe_open

with safe_open(sys.argv[1], "pt") as file:
    for name in sorted(file.keys()):
        tensor = file.get_tensor(name).double().flatten()
        weights = torch.arange(tensor.numel(), dtype=torch.float64) % 7
        shape = ",".join(str(n) for n in file.get_slice(name).get_shape())
        print(name, shape, f"{tensor.sum().item():.9e}", f"{(tensor * weights).sum().item():.9e}", sep="\t")
