"""Makes the numbers that the training parts are compared with: PyTorch's and transformers'.

    python make_training_fixtures.py <folder>

writes adamw.txt, losses.txt, schedules.txt and longformer.txt. Made with torch 2.13.0 and transformers 5.18.0.
"""

import sys
from pathlib import Path

import torch
from transformers import LongformerConfig, LongformerForMaskedLM, get_scheduler

FOLDER = Path(sys.argv[1])


def line(name, values):
    if torch.is_tensor(values):
        values = values.detach().flatten().tolist()
    return name + "\t" + " ".join(repr(float(v)) for v in values) + "\n"


def adamw():
    """Twelve steps of a matrix, which decays, a bias, and a LayerNorm, which don't."""
    torch.manual_seed(0)
    weight = torch.randn(3, 4, requires_grad=True)
    bias = torch.randn(3, requires_grad=True)
    gamma = torch.randn(3, requires_grad=True)
    beta = torch.randn(3, requires_grad=True)
    rest = [bias, gamma, beta]
    optimizer = torch.optim.AdamW(
        [
            {"params": [weight], "weight_decay": 0.1},
            {"params": rest, "weight_decay": 0.0},
        ],
        lr=0.05,
        betas=(0.8, 0.95),
        eps=1e-3,
    )
    scheduler = get_scheduler("linear", optimizer, num_warmup_steps=3, num_training_steps=12)
    text = line("weight", weight) + line("bias", bias)
    text += line("gamma", gamma) + line("beta", beta)
    for step in range(12):
        x = torch.randn(5, 4)
        y = torch.randn(5, 3)
        text += line(f"x.{step}", x) + line(f"y.{step}", y)
        normed = torch.nn.functional.layer_norm(x @ weight.T + bias, [3], gamma, beta, 1e-5)
        loss = ((normed - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_([weight] + rest, 0.5)
        optimizer.step()
        text += line(f"norm.{step}", [norm]) + line(f"loss.{step}", [loss])
        text += line(f"rate.{step}", scheduler.get_last_lr()[:1])
        scheduler.step()
    text += line("weight.after", weight) + line("bias.after", bias)
    text += line("gamma.after", gamma) + line("beta.after", beta)
    (FOLDER / "adamw.txt").write_text(text)


def losses():
    torch.manual_seed(1)
    text = ""

    def case(name, logits, labels, loss):
        value = loss(logits, labels)
        (gradient,) = torch.autograd.grad(value, logits)
        return (
            line(name + ".logits", logits)
            + line(name + ".labels", labels)
            + line(name + ".loss", [value])
            + line(name + ".gradient", gradient)
        )

    logits = torch.randn(4, 3, requires_grad=True)
    labels = torch.tensor([0, 2, 1, 2])
    weights = torch.tensor([0.5, 2.0, 1.25])
    text += case("text", logits, labels, torch.nn.CrossEntropyLoss())
    text += case("weighted", logits, labels, torch.nn.CrossEntropyLoss(weight=weights))

    logits = torch.randn(2, 5, 3, requires_grad=True)
    labels = torch.tensor([[-100, 2, 0, 1, -100], [-100, -100, 1, 1, 0]])
    flat = lambda loss: lambda x, y: loss(x.reshape(-1, x.shape[-1]), y.reshape(-1))
    text += case("tokens", logits, labels, flat(torch.nn.CrossEntropyLoss()))
    text += case("weighted_tokens", logits, labels, flat(torch.nn.CrossEntropyLoss(weight=weights)))

    # As transformers' ForCausalLMLoss shifts.
    words = torch.tensor([[2, 0, 1, 1, -100], [1, 1, 2, -100, -100]])
    shifted = lambda x, y: torch.nn.functional.cross_entropy(
        x[:, :-1].reshape(-1, x.shape[-1]), y[:, 1:].reshape(-1), ignore_index=-100
    )
    text += case("causal", logits, words, shifted)

    starts = torch.randn(3, 6, requires_grad=True)
    ends = torch.randn(3, 6, requires_grad=True)
    first = torch.tensor([1, -100, 0])
    last = torch.tensor([4, -100, 0])
    cross = torch.nn.CrossEntropyLoss()
    span = (cross(starts, first) + cross(ends, last)) / 2
    text += line("span.starts", starts) + line("span.ends", ends)
    text += line("span.first", first) + line("span.last", last) + line("span.loss", [span])
    text += line("span.gradient", torch.autograd.grad(span, starts)[0])

    logits = (10 * torch.randn(3, 4)).requires_grad_()
    labels = torch.tensor([[1.0, 0, 0, 1], [0, 0, 0, 0], [1, 1, 0, 1]])
    text += case("binary", logits, labels, torch.nn.BCEWithLogitsLoss())

    logits = torch.randn(4, 1, requires_grad=True)
    labels = torch.tensor([0.5, -1.0, 2.0, 0.0])
    text += case(
        "regression", logits, labels, lambda x, y: torch.nn.MSELoss()(x.squeeze(), y.squeeze())
    )
    (FOLDER / "losses.txt").write_text(text)


def schedules():
    text = ""
    for name in ["constant_with_warmup", "linear", "cosine"]:
        for warm_up in [0, 4]:
            optimizer = torch.optim.SGD([torch.zeros(1)], lr=0.01)
            scheduler = get_scheduler(
                name, optimizer, num_warmup_steps=warm_up, num_training_steps=15
            )
            rates = []
            for _ in range(18):
                rates += scheduler.get_last_lr()
                optimizer.step()
                scheduler.step()
            text += line(f"{name}.{warm_up}", rates)
    (FOLDER / "schedules.txt").write_text(text)


def longformer():
    """Eight steps of a small Longformer whose tokens are global in every second batch only.

    In the others its global projections have no gradient (None), and AdamW leaves them alone.
    """
    torch.manual_seed(2)
    config = LongformerConfig(
        vocab_size=20,
        hidden_size=8,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=12,
        attention_window=[4, 4],
        max_position_embeddings=18,
        type_vocab_size=1,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        pad_token_id=1,
        layer_norm_eps=1e-5,
    )
    model = LongformerForMaskedLM(config).train()
    with torch.no_grad():
        for parameter in model.parameters():
            # Larger than a new model's, so that everything matters.
            parameter.add_(0.3 * torch.randn_like(parameter))
    text = ""
    for name, parameter in model.named_parameters():
        text += line("before." + name, parameter)
    is_weight = lambda name: name.endswith("weight") and "norm" not in name.lower()
    named = list(model.named_parameters())
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for n, p in named if is_weight(n)], "weight_decay": 0.1},
            {"params": [p for n, p in named if not is_weight(n)], "weight_decay": 0.0},
        ],
        lr=0.01,
    )
    for step in range(8):
        ids = torch.randint(2, 20, (2, 16))
        labels = torch.where(torch.rand(2, 16) < 0.4, ids, torch.tensor(-100))
        mask = torch.ones(2, 16, dtype=torch.long)
        global_mask = torch.zeros(2, 16, dtype=torch.long)
        if step % 2 == 1:
            global_mask[:, 0] = 1
            global_mask[1, 5] = 1
        optimizer.zero_grad()
        output = model(ids, attention_mask=mask, global_attention_mask=global_mask, labels=labels)
        output.loss.backward()
        reached = [n for n, p in named if "global" in n and p.grad is not None]
        assert bool(reached) == (step % 2 == 1)
        optimizer.step()
        text += line(f"ids.{step}", ids) + line(f"labels.{step}", labels)
        text += line(f"global.{step}", global_mask) + line(f"loss.{step}", [output.loss])
    for name, parameter in named:
        if "global" in name:
            text += line("after." + name, parameter)
    (FOLDER / "longformer.txt").write_text(text)


adamw()
losses()
schedules()
longformer()
