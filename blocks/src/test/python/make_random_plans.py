"""Makes blocks/src/test/resources/org/efficienttransformers/attention/blocksparse/random-plans.txt: the random blocks that
transformers draws in training, from numpy's RandomState, for RandomBlocksTest.

    python3 -m venv V && V/bin/pip install torch==2.13.* transformers==5.18.* numpy
    V/bin/python blocks/src/test/python/make_random_plans.py > blocks/src/test/resources/org/efficienttransformers/attention/blocksparse/random-plans.txt

The plan is taken from transformers itself: the attention of one layer runs in training mode, and the table that it
gathers keys by is written down. Each plan is a line "plan length block_size num_random_blocks seed max_positions heads"
and a line for each head with the blocks of row 1, row 2, ... The Java build never runs this.
"""
import numpy
import torch
from transformers import BigBirdConfig
from transformers.models.big_bird.modeling_big_bird import BigBirdBlockSparseAttention

# length, block size, random blocks, seed (the number of the layer), longest sequence, heads
PLANS = [
    (1024, 64, 3, 0, 4096, 12),
    (3072, 64, 3, 5, 4096, 3),
    (4096, 64, 3, 11, 4096, 2),
    (4096, 128, 2, 23, 4096, 3),
    (768, 64, 3, 7, 4096, 4),
    (2048, 64, 3, 1, 4096, 3),
    (128, 8, 4, 2, 512, 4),
    (1024, 64, 3, 0, 1024, 2),
]


def plan(length, block, random, seed, longest, heads):
    config = BigBirdConfig(hidden_size=heads, num_attention_heads=heads, block_size=block, num_random_blocks=random,
                           max_position_embeddings=longest)
    attention = BigBirdBlockSparseAttention(config, seed=seed).train()
    tables = []
    gather = BigBirdBlockSparseAttention.torch_gather_b2
    attention.torch_gather_b2 = lambda blocks, table: (tables.append(table), gather(blocks, table))[1]
    mask = torch.ones(1, length // block, block)
    attention(torch.zeros(1, length, heads), band_mask=torch.ones(1, 1, length // block - 4, block, 3 * block),
              from_mask=torch.ones(1, 1, length, 1), to_mask=torch.ones(1, 1, 1, length),
              from_blocked_mask=mask, to_blocked_mask=mask)
    return tables[0][0]


if __name__ == "__main__":
    print("permutation", *numpy.random.RandomState(0).permutation(16), "|", *numpy.random.RandomState(4357).permutation(1000)[:20])
    for arguments in PLANS:
        print("plan", *arguments)
        for head in plan(*arguments):
            print(*head.flatten().tolist())
