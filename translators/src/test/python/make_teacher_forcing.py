"""Losses for SummarizationTaskTest: what transformers gives for `labels`, with its own shift of them.

    python make_teacher_forcing.py   # in src/test/python; prints the rows of the test
"""

import pathlib

import torch
from transformers import AutoModelForSeq2SeqLM

FIXTURES = pathlib.Path(__file__).parent.parent / "resources" / "fixtures"

for name in ("led-first-token-global", "bigbird-pegasus-sparse", "longt5-tglobal"):
    model = AutoModelForSeq2SeqLM.from_pretrained(FIXTURES / name).eval()
    pad, end = model.config.pad_token_id, model.config.eos_token_id
    end = end[0] if isinstance(end, list) else end
    sources = [[5 + (7 * i + 3 * j) % 40 for i in range(40 + 2 * j)] for j in range(2)]
    targets = [[6 + (5 * i + j) % 30 for i in range(5 + 3 * j)] + [end] for j in range(2)]
    width, height = max(map(len, sources)), max(map(len, targets))
    ids = torch.tensor([s + [pad] * (width - len(s)) for s in sources])
    mask = torch.tensor([[1] * len(s) + [0] * (width - len(s)) for s in sources])
    labels = torch.tensor([t + [-100] * (height - len(t)) for t in targets])
    more = {}
    if model.config.model_type == "led":
        more["global_attention_mask"] = torch.zeros_like(mask)
        more["global_attention_mask"][:, 0] = 1
    with torch.no_grad():
        out = model(input_ids=ids, attention_mask=mask, labels=labels, **more)
    smoothed = torch.nn.functional.cross_entropy(
        out.logits.flatten(0, 1), labels.flatten(), label_smoothing=0.1
    )
    print(f'"{name}, {end}, {out.loss.item():.6f}, {smoothed.item():.6f}",')
