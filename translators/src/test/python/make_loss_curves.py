"""Trains small checkpoints by PyTorch, and writes down the losses.

    V/bin/python translators/src/test/python/make_loss_curves.py translators/src/test/resources/fixtures \
        translators/src/test/resources/training/loss-curves.txt

Each line is a case: its name, how far PyTorch's own losses in float32 are from those in float64 (the largest of the
relative differences), and those in float64, step by step. The weights to start from are those of the fixtures, texts and
labels follow from the number of the step as in LossCurveTest, there is no dropout, and the optimizer is
torch.optim.AdamW. Of Reformer there is float32 alone, since its hashes are drawn in the type of the weights.
Made with torch 2.13.0 and transformers 5.18.0.
"""

import json
import sys
from pathlib import Path

import torch
import transformers
from make_lucidrains_fixtures import linformer, performer

STEPS = 60
ROWS = 2
LENGTH = 48
FIXTURES = Path(sys.argv[1])

# Name: fixture, and what differs.
CASES = {
    "bert": ("bert-masked-lm", {}),
    "longformer": ("longformer-masked-lm", {}),
    "longformer, global tokens in every second step": ("longformer-masked-lm", {"global": True}),
    "bigbird": ("bigbird-masked-lm", {}),
    "reformer": ("reformer-masked-lm", {"single": True}),
    "linformer": ("lucidrains-linformer", {}),
    "performer": ("performer-pytorch", {}),
    "nystromformer": ("nystromformer-sequence-classification", {"length": 96}),
    "convbert": ("convbert-masked-lm", {}),
    "xlnet": ("xlnet-sequence-classification", {}),
    "strided": ("bert-masked-lm", {"strided": True}),
    "modernbert": ("modernbert-masked-lm", {}),
}


def texts(step, words, length):
    row = torch.arange(ROWS)[:, None]
    place = torch.arange(length)[None]
    ids = 5 + (7 * place + 11 * row + 13 * step + place * place * (step + row) % 17) % (words - 5)
    labels = torch.where((place + row + step) % 3 == 0, ids, -100)
    return ids, labels


def strided(heads):
    """Attention "strided" as it is by default: near heads first."""
    i = torch.arange(LENGTH)[:, None]
    j = torch.arange(LENGTH)[None]
    near = (i - j).abs() <= 8
    far = (i - j) % 8 == 0
    return torch.stack([near] * (heads - heads // 2) + [far] * (heads // 2))[None].expand(ROWS, -1, -1, -1)


def without_dropout(folder):
    config = json.loads((folder / "config.json").read_text())
    return {k: 0.0 if "dropout" in k and isinstance(v, float) else v for k, v in config.items()}


def lucidrains(folder, config, kind):
    state = torch.load(folder / "pytorch_model.bin")
    trained = {}
    for name, value in state.items():
        fixed = "proj_updater" in name or "projection_matrix" in name or name.startswith(("pos_emb.emb", "layer_pos"))
        state[name] = value.to(kind) if value.is_floating_point() else value
        if not fixed:
            trained[name] = state[name].requires_grad_()
    forward = performer if "performer" in config["model_type"] else linformer
    return list(trained.items()), lambda ids, **more: forward(config, state, ids)[0]


def published(folder, config, kind):
    model_class = getattr(transformers, config["architectures"][0])
    settings = model_class.config_class.from_dict(config)
    model = model_class.from_pretrained(folder, config=settings, dtype=torch.float32).to(kind).train()
    # Version 5 leaves the bias of Reformer's words out.
    bias = model.lm_head.bias if config["model_type"] == "reformer" else 0
    return list(model.named_parameters()), lambda ids, **more: model(ids, **more).logits + bias


def curve(fixture, differences, kind):
    folder = FIXTURES / fixture
    config = without_dropout(folder)
    if "architectures" in config:
        named, forward = published(folder, config, kind)
    else:
        named, forward = lucidrains(folder, config, kind)
    words = config.get("vocab_size", config.get("num_tokens"))
    is_weight = lambda name: "bias" not in name and "norm" not in name.lower()
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for n, p in named if is_weight(n)], "weight_decay": 0.1},
            {"params": [p for n, p in named if not is_weight(n)], "weight_decay": 0.0},
        ],
        lr=0.0005,
    )
    losses = []
    for step in range(STEPS):
        ids, labels = texts(step, words, differences.get("length", LENGTH))
        more = {}
        if "global" in differences and step % 2 == 1:
            more["global_attention_mask"] = (torch.arange(LENGTH) % 19 == 0).long()[None].expand(ROWS, -1)
        if "strided" in differences:
            more["attention_mask"] = strided(config["num_attention_heads"])
        optimizer.zero_grad()
        logits = forward(ids, **more)
        if logits.dim() == 2:
            labels = ids.sum(1) % logits.shape[1]
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, -2), labels.flatten())
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


if __name__ == "__main__":
    with open(sys.argv[2], "w") as out:
        for name in sys.argv[3:] or CASES:
            fixture, differences = CASES[name]
            single = curve(fixture, differences, torch.float32)
            losses = single if "single" in differences else curve(fixture, differences, torch.float64)
            apart = max(abs(a - b) / b for a, b in zip(single, losses))
            print(name, apart, losses[0], losses[-1], flush=True)
            out.write(f"{name}\t{apart:.1e} " + " ".join(repr(loss) for loss in losses) + "\n")
