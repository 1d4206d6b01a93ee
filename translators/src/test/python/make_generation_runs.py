# Copyright 2026 the DJL Efficient Transformers authors.
#
# SPDX-License-Identifier: Apache-2.0
"""Makes src/test/resources/generation: what generate of transformers gives for settings drawn at random.

    python make_generation_runs.py

Run with torch 2.13 and transformers 5.18. Runs that transformers refuses are left out, and those whose scores differ by less
than another order of summation changes. Of equal ones, as forced tokens make them, and where fewer texts end than are returned,
torch.topk takes what it takes, on CPUs always the same.
"""

import json
import random
import warnings
from pathlib import Path

import torch
import transformers
from safetensors.torch import save_file

RESOURCES = Path(__file__).parents[1] / "resources"
RUNS = 32


def draw(rnd, likely):
    """Draws settings; the ends among tokens that come, so that they do."""
    beams = rnd.choice([1, 1, 2, 3, 4, 5])
    drawn = beams == 1 and rnd.random() < 0.4
    settings = {"num_beams": beams, "do_sample": drawn, "min_length": rnd.choice([0, 0, 1, 3, 6, 12])}
    if drawn or rnd.random() < 0.75:
        settings["max_new_tokens"] = 2 if drawn else rnd.choice([1, 2, 5, 9, 14, 20])
    else:
        settings["max_length"] = rnd.choice([2, 3, 8, 15, 25])
    ends = rnd.sample(likely, rnd.choice([1, 1, 2, 3, 5]))
    settings["eos_token_id"] = ends if len(ends) > 1 else ends[0]

    def sometimes(key, share, values):
        if rnd.random() < share:
            settings[key] = rnd.choice(values)

    word = lambda: [rnd.choice(likely) for _ in range(rnd.choice([1, 1, 2, 3]))]
    sometimes("min_new_tokens", 0.2, [0, 1, 4, 8])
    sometimes("pad_token_id", 0.5, [0, 1, ends[0], 5])
    sometimes("no_repeat_ngram_size", 0.3, [1, 2, 3, 4])
    sometimes("repetition_penalty", 0.25, [0.5, 0.8, 1.3, 2.0])
    sometimes("encoder_no_repeat_ngram_size", 0.2, [1, 2, 3])
    sometimes("encoder_repetition_penalty", 0.25, [0.6, 1.5, 3.0])
    sometimes("bad_words_ids", 0.3, [[word() for _ in range(3)]])
    sometimes("sequence_bias", 0.2, [[[word(), -3.0], [word(), 2.5], [word(), 10.0]]])
    sometimes("suppress_tokens", 0.2, [rnd.sample(likely, 2)])
    sometimes("begin_suppress_tokens", 0.2, [rnd.sample(likely, 2)])
    sometimes("forced_bos_token_id", 0.2, likely)
    sometimes("forced_eos_token_id", 0.2, likely)
    sometimes("exponential_decay_length_penalty", 0.2, [[0, 1.01], [1, 1.5], [3, 1.7], [6, 0.8]])
    sometimes("renormalize_logits", 0.15, [True])
    sometimes("remove_invalid_values", 0.1, [True])
    if beams > 1:
        settings["length_penalty"] = rnd.choice([1.0, 0.0, -1.0, -0.5, 0.4, 2.0, 5.0])
        settings["early_stopping"] = rnd.choice([True, False, "never"])
        settings["num_return_sequences"] = rnd.randint(1, beams)
    if drawn:
        settings["top_k"] = rnd.choice([0, 1, 5, 50])
        sometimes("temperature", 0.3, [0.3, 2.0])
        sometimes("top_p", 0.3, [0.1, 0.5, 0.95])
        sometimes("min_p", 0.3, [0.02, 0.3])
        sometimes("typical_p", 0.3, [0.1, 0.6, 0.95])
        sometimes("epsilon_cutoff", 0.3, [0.01, 0.1])
        sometimes("eta_cutoff", 0.3, [0.01, 0.3])
        sometimes("top_h", 0.3, [0.2, 0.6])
    return settings


def meet(scores):
    values = sorted(scores.tolist())
    near = any(0 < b - a < 1e-4 * max(1, abs(a)) for a, b in zip(values, values[1:]))
    return near or bool(scores.isnan().any())


def make(name, seed):
    rnd = random.Random(seed)
    torch.manual_seed(seed)
    model = transformers.AutoModelForSeq2SeqLM.from_pretrained(RESOURCES / "fixtures" / name).eval()
    ids = torch.randint(3, model.config.vocab_size, (3, 24))
    mask = torch.ones_like(ids)
    for row, length in ((1, 17), (2, 5)):
        mask[row, length:] = 0
        ids[row, length:] = model.config.pad_token_id
    inputs = {"input_ids": ids, "attention_mask": mask}
    if model.config.model_type == "led":
        inputs["global_attention_mask"] = torch.zeros_like(ids)
        inputs["global_attention_mask"][:, 0] = 1
    usual = {"num_beams": 4, "num_return_sequences": 4, "max_new_tokens": 20, "eos_token_id": None, "pad_token_id": 0}
    texts = model.generate(**inputs, **usual)
    likely = sorted(set(texts.flatten().tolist()) | {2, 5, 7, 11, 20})
    tensors = {"in." + key: value for key, value in inputs.items()}
    runs = {}
    while len(runs) < RUNS:
        settings = draw(rnd, likely)
        try:
            out = model.generate(**inputs, **settings, return_dict_in_generate=True, output_scores=True)
        except (ValueError, RuntimeError):
            continue
        run = f"run{len(runs)}"
        if settings["do_sample"]:
            tensors[f"out.{run}.first_scores"] = out.scores[0]
        elif settings["num_beams"] > 1:
            if meet(out.sequences_scores):
                continue
            tensors[f"out.{run}.sequences_scores"] = out.sequences_scores
        if not settings["do_sample"]:
            tensors[f"out.{run}"] = out.sequences
        runs[run] = settings
    folder = RESOURCES / "generation" / name
    folder.mkdir(parents=True, exist_ok=True)
    save_file({key: value.contiguous() for key, value in tensors.items()}, folder / "generate.safetensors")
    lines = ",\n".join(f"{json.dumps(run)}: {json.dumps(settings)}" for run, settings in runs.items())
    (folder / "settings.json").write_text("{\n" + lines + "\n}\n")


warnings.filterwarnings("ignore")
transformers.logging.set_verbosity_error()
for number, fixture in enumerate(("led-first-token-global", "bigbird-pegasus-biases", "longt5-tglobal")):
    make(fixture, number)
