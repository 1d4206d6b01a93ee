"""Prints the rows of InBatchNegativesLossTest: losses and gradients of multiple negatives ranking by PyTorch.

    python3 -m venv V && V/bin/pip install torch==2.13.*
    V/bin/python blocks/src/test/python/make_ranking_loss.py
"""
import torch
import torch.nn.functional as F

ROWS, LENGTH, SIZE, TEXTS = 9, 5, 8, 3
i = torch.arange(ROWS * LENGTH * SIZE, dtype=torch.float64)
STATES = torch.sin(0.37 * i * i).float().view(ROWS, LENGTH, SIZE)
MASK = (torch.arange(LENGTH)[None, :] <= torch.arange(ROWS)[:, None] % LENGTH).float()

for first, scale, cuts in [(False, 20, "whole"), (True, 20, "whole"), (False, 5, "3")]:
    states = STATES.double().requires_grad_()
    mask = MASK.double()
    vectors = states[:, 0] if first else (states * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
    loss = 0
    for d in [SIZE] if cuts == "whole" else [int(cuts), SIZE]:
        unit = F.normalize(vectors[:, :d], dim=1)
        b = ROWS // TEXTS
        loss = loss + F.cross_entropy(scale * unit[:b] @ unit[b:].T, torch.arange(b))
    loss.backward()
    print(f'        "{str(first).lower()}, {scale}, {cuts}, {loss.item():.8f}, {states.grad.norm().item():.8f},'
          f' {states.grad[4, 0, 1].item():.8f}",')
