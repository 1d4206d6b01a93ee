"""Prints what RotaryPositionsTest expects of turned vectors; pip install torch transformers."""
import torch
from transformers.models.modernbert.modeling_modernbert import apply_rotary_pos_emb

size, length, theta, start = 6, 4, 160000.0, 3
x = torch.arange(2 * length * 3 * size, dtype=torch.float32).reshape(2, length, 3, size).sin()
frequencies = 1.0 / (theta ** (torch.arange(0, size, 2).float() / size))
angles = torch.arange(start, start + length).float()[None, :, None] * frequencies
angles = torch.cat((angles, angles), -1)
x = x.transpose(1, 2)  # b h n d
turned, _ = apply_rotary_pos_emb(x, x, angles.cos(), angles.sin())
turned = turned.transpose(1, 2)  # b n h d
print(turned[0, 1, 2].tolist(), turned[1, 3, 0].tolist())
