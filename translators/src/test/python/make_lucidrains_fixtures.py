"""Makes the fixtures of performer-pytorch's and linformer's language models.

    V/bin/python translators/src/test/python/make_lucidrains_fixtures.py translators/src/test/resources/fixtures

The packages themselves are not needed: what PerformerLM (performer-pytorch 1.1.4) and LinformerLM (linformer 0.2.3)
compute is written out below from their documentation and source, as plainly as possible, and state dicts get the names
that theirs have. Differences by intention:

  - A causal PerformerLM scales the features of keys by a maximum over the whole text, so that its outputs depend on
    later words. Here each output is computed on the text that ends with it.
  - There is no padding, which performer-pytorch leaves in its denominators.
"""
import json
import math
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch.nn import functional as F

PERFORMER = dict(model_type="performer_pytorch", num_tokens=37, max_seq_len=48, dim=20, depth=2, heads=3, dim_head=8,
                 nb_features=12)
LINFORMER = dict(model_type="lucidrains_linformer", num_tokens=37, seq_len=48, dim=24, depth=2, k=6, heads=3)
CASES = {
    "performer-pytorch": PERFORMER,
    "performer-pytorch-relu-learned-positions-tied": dict(
        PERFORMER, generalized_attention=True, rotary_position_emb=False, tie_embed=True, qkv_bias=True,
        attn_out_bias=True),
    "performer-pytorch-causal": dict(PERFORMER, causal=True),
    "lucidrains-linformer": LINFORMER,
    "lucidrains-linformer-shared": dict(LINFORMER, share_kv=True, one_kv_head=True, dim_head=10),
}


def normal(*shape, scale=0.3):
    return torch.randn(*shape) * scale


def linear(state, name, size_in, size_out, bias):
    state[name + ".weight"] = normal(size_out, size_in)
    if bias:
        state[name + ".bias"] = normal(size_out)


def norm(state, name, size):
    state[name + ".weight"] = 1 + normal(size)
    state[name + ".bias"] = normal(size)


def sinusoids(rows, size):
    frequencies = 1 / 10000 ** (torch.arange(0, size, 2).float() / size)
    angles = torch.arange(rows).float()[:, None] * frequencies
    return torch.cat((angles.sin(), angles.cos()), -1)


def performer_state(c):
    state = {"token_emb.weight": normal(c["num_tokens"], c["dim"])}
    rotary = c.get("rotary_position_emb", True)
    if rotary:
        state["pos_emb.emb"] = sinusoids(c["max_seq_len"], c["dim"])
        state["layer_pos_emb.emb"] = sinusoids(c["max_seq_len"], c["dim_head"])
    else:
        state["pos_emb.emb.weight"] = normal(c["max_seq_len"], c["dim"])
    inner = c["heads"] * c["dim_head"]
    for i in range(c["depth"]):
        layer = f"performer.net.layers.{i}."
        norm(state, layer + "0.norm", c["dim"])
        # Not orthogonal, which makes no difference here.
        state[layer + "0.fn.fast_attention.projection_matrix"] = normal(c["nb_features"], c["dim_head"], scale=1)
        for name in "qkv":
            linear(state, layer + "0.fn.to_" + name, c["dim"], inner, c.get("qkv_bias", False))
        linear(state, layer + "0.fn.to_out", inner, c["dim"], c.get("attn_out_bias", False))
        norm(state, layer + "1.norm", c["dim"])
        linear(state, layer + "1.fn.fn.w1", c["dim"], 4 * c["dim"], True)
        linear(state, layer + "1.fn.fn.w2", 4 * c["dim"], c["dim"], True)
    for name in [name for name in state if name.startswith("performer.net.")]:
        # The updater of the projections holds the network a second time.
        state[name.replace("performer.net", "performer.proj_updater.instance")] = state[name]
    state["performer.proj_updater.calls_since_last_redraw"] = torch.tensor(7)
    norm(state, "norm", c["dim"])
    if not c.get("tie_embed", False):
        linear(state, "to_out", c["dim"], c["num_tokens"], True)
    return state


def apply(state, name, x):
    return F.linear(x, state[name + ".weight"], state.get(name + ".bias"))


def normed(state, name, x):
    return F.layer_norm(x, x.shape[-1:], state[name + ".weight"], state[name + ".bias"])


def heads(x, count):
    return x.unflatten(-1, (count, -1)).transpose(1, 2)


def turned(x, table):
    half = x.shape[-1] // 2
    sine, cosine = (t.repeat_interleave(2, -1) for t in (table[:, :half], table[:, half:]))
    neighbours = torch.stack((-x[..., 1::2], x[..., ::2]), -1).flatten(-2)
    return x * cosine + neighbours * sine


def features(c, x, directions, query):
    x = x * x.shape[-1] ** -0.25
    projected = x @ directions.T
    if c.get("generalized_attention", False):
        return projected.relu() + 1e-3
    largest = projected.amax(-1, keepdim=True) if query else projected.amax((-1, -2), keepdim=True)
    return (projected - (x ** 2).sum(-1, keepdim=True) / 2 - largest.detach()).exp() + 1e-4


def performer(c, state, ids):
    length = ids.shape[1]
    rotary = c.get("rotary_position_emb", True)
    positions = state["pos_emb.emb"] if rotary else state["pos_emb.emb.weight"]
    x = state["token_emb.weight"][ids] + positions[:length]
    states = [x]
    for i in range(c["depth"]):
        layer = f"performer.net.layers.{i}."
        inner = normed(state, layer + "0.norm", x)
        q, k, v = (heads(apply(state, layer + "0.fn.to_" + name, inner), c["heads"]) for name in "qkv")
        if rotary:
            q, k = (turned(t, state["layer_pos_emb.emb"][:length]) for t in (q, k))
        directions = state[layer + "0.fn.fast_attention.projection_matrix"]
        q, k = features(c, q, directions, True), features(c, k, directions, False)
        weights = q @ k.transpose(-1, -2)
        if c.get("causal", False):
            weights = weights.tril()
        context = (weights / weights.sum(-1, keepdim=True)) @ v
        x = x + apply(state, layer + "0.fn.to_out", context.transpose(1, 2).flatten(-2))
        inner = normed(state, layer + "1.norm", x)
        x = x + apply(state, layer + "1.fn.fn.w2", F.gelu(apply(state, layer + "1.fn.fn.w1", inner)))
        states.append(x)
    x = normed(state, "norm", x)
    logits = x @ state["token_emb.weight"].T if c.get("tie_embed", False) else apply(state, "to_out", x)
    return logits, states


def causal_performer(c, state, ids):
    """Each output on the text that ends with it; states of inner layers likewise."""
    ends = []
    for end in range(1, ids.shape[1] + 1):
        logits, states = prefix(c, state, ids[:, :end])
        ends.append((logits, states))
    logits = torch.stack([e[0] for e in ends], 1)
    return logits, [torch.stack([e[1][i] for e in ends], 1) for i in range(len(ends[0][1]))]


def prefix(c, state, ids):
    """The last position of a text whose earlier positions have seen nothing that follows them."""
    cache = [[] for _ in range(c["depth"])]
    for position in range(ids.shape[1]):
        x = state["token_emb.weight"][ids[:, position]] + state["pos_emb.emb"][position]
        states = [x]
        for i in range(c["depth"]):
            layer = f"performer.net.layers.{i}."
            inner = normed(state, layer + "0.norm", x)
            q, k, v = (apply(state, layer + "0.fn.to_" + n, inner).unflatten(-1, (c["heads"], -1)) for n in "qkv")
            table = state["layer_pos_emb.emb"][position:position + 1]
            q, k = (turned(t, table) for t in (q, k))
            cache[i].append((k, v))
            keys, values = (torch.stack([entry[j] for entry in cache[i]], 2) for j in (0, 1))
            directions = state[layer + "0.fn.fast_attention.projection_matrix"]
            queries, keys = features(c, q[:, :, None], directions, True), features(c, keys, directions, False)
            weights = queries @ keys.transpose(2, 3)
            context = (weights / weights.sum(-1, keepdim=True)) @ values
            x = x + apply(state, layer + "0.fn.to_out", context.flatten(1))
            inner = normed(state, layer + "1.norm", x)
            x = x + apply(state, layer + "1.fn.fn.w2", F.gelu(apply(state, layer + "1.fn.fn.w1", inner)))
            states.append(x)
    return apply(state, "to_out", normed(state, "norm", x)), states


def linformer_state(c):
    state = {"token_emb.weight": normal(c["num_tokens"], c["dim"]), "pos_emb.weight": normal(c["seq_len"], c["dim"])}
    size = c.get("dim_head", c["dim"] // c["heads"])
    inner = c["heads"] * size
    outer = size if c.get("one_kv_head", False) else inner
    for i in range(c["depth"]):
        layer = f"linformer.net.layers.{i}."
        for name in "k" if c.get("share_kv", False) else "kv":
            state[layer + "0.fn.proj_" + name] = normal(c["seq_len"], c["k"])
            linear(state, layer + "0.fn.to_" + name, c["dim"], outer, False)
        linear(state, layer + "0.fn.to_q", c["dim"], inner, False)
        linear(state, layer + "0.fn.to_out", inner, c["dim"], True)
        norm(state, layer + "0.norm", c["dim"])
        linear(state, layer + "1.fn.w1", c["dim"], 4 * c["dim"], True)
        linear(state, layer + "1.fn.w2", 4 * c["dim"], c["dim"], True)
        norm(state, layer + "1.norm", c["dim"])
    linear(state, "to_logits", c["dim"], c["num_tokens"], True)
    return state


def linformer(c, state, ids):
    length = ids.shape[1]
    x = state["token_emb.weight"][ids] + state["pos_emb.weight"][:length]
    states = [x]
    for i in range(c["depth"]):
        layer = f"linformer.net.layers.{i}."
        inner = normed(state, layer + "0.norm", x)
        mixed = []
        for name in "kv":
            name = "k" if c.get("share_kv", False) else name
            projected = apply(state, layer + "0.fn.to_" + name, inner)
            slots = state[layer + "0.fn.proj_" + name][:length].T @ projected
            mixed.append(slots[:, None] if c.get("one_kv_head", False) else heads(slots, c["heads"]))
        q = heads(apply(state, layer + "0.fn.to_q", inner), c["heads"])
        scores = q @ mixed[0].transpose(-1, -2) / math.sqrt(q.shape[-1])
        context = scores.softmax(-1) @ mixed[1]
        x = x + apply(state, layer + "0.fn.to_out", context.transpose(1, 2).flatten(-2))
        inner = normed(state, layer + "1.norm", x)
        x = x + apply(state, layer + "1.fn.w2", F.gelu(apply(state, layer + "1.fn.w1", inner)))
        states.append(x)
    return apply(state, "to_logits", x), states


def make(folder, case):
    config = CASES[case]
    torch.manual_seed(sum(map(ord, case)))
    is_performer = config["model_type"] == "performer_pytorch"
    state = performer_state(config) if is_performer else linformer_state(config)
    ids = torch.randint(0, config["num_tokens"], (2, 41))
    forward = linformer
    if is_performer:
        forward = causal_performer if config.get("causal", False) else performer
    exact = {name: value.double() if value.is_floating_point() else value for name, value in state.items()}
    logits, states = forward(config, exact, ids)
    target = folder / case
    target.mkdir(parents=True, exist_ok=True)
    (target / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    torch.save(state, target / "pytorch_model.bin")
    tensors = {"in.input_ids": ids, "out.logits": logits}
    tensors.update({f"out.hidden_states.{i}": value for i, value in enumerate(states)})
    tensors = {name: value.float().contiguous() if name != "in.input_ids" else value for name, value in tensors.items()}
    save_file(tensors, target / "case.safetensors", dict(torch=torch.__version__))


if __name__ == "__main__":
    for case in sys.argv[2:] or CASES:
        make(Path(sys.argv[1]), case)
