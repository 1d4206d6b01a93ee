# Copyright 2026 the DJL Efficient Transformers authors.
#
# SPDX-License-Identifier: Apache-2.0
"""Loads a folder that `et train summarization` saved, and puts it into src/test/resources/saved-summaries with what transformers
writes by it.

    python make_saved_summaries.py NAME FOLDER

Run with torch 2.13 and transformers 5.18; README.md there has the commands that train the folders.
"""

import csv
import json
import shutil
import sys
from pathlib import Path

import torch
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

RESOURCES = Path(__file__).parents[1] / "resources" / "saved-summaries"
FILES = ("config.json", "generation_config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")
GREEDY = {"num_beams": 1, "max_new_tokens": 12}


def write(model, tokenizer, text, **settings):
    inputs = tokenizer(text, return_tensors="pt")
    inputs.pop("token_type_ids", None)
    if model.config.model_type == "led":
        inputs["global_attention_mask"] = torch.zeros_like(inputs["input_ids"])
        inputs["global_attention_mask"][:, 0] = 1
    ids = model.generate(**inputs, **settings)[0]
    return {"ids": ids.tolist(), "text": tokenizer.decode(ids, skip_special_tokens=True)}


def main(name, source):
    folder = RESOURCES / name
    folder.mkdir(parents=True, exist_ok=True)
    for file in FILES:
        shutil.copy(Path(source) / file, folder / file)
    model, report = AutoModelForSeq2SeqLM.from_pretrained(folder, output_loading_info=True)
    assert not any(report.values()), report
    model.eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    texts = [row["document"] for row in csv.DictReader(open(RESOURCES / "train.csv"))][:12]
    cases = [
        {
            "text": text,
            "input_ids": tokenizer(text)["input_ids"],
            "default": write(model, tokenizer, text),
            "greedy": write(model, tokenizer, text, **GREEDY),
        }
        for text in texts
    ]
    lines = ",\n".join("  " + json.dumps(case) for case in cases)
    (folder / "expected.json").write_text(f'{{"greedy": {json.dumps(GREEDY)}, "cases": [\n{lines}\n]}}\n')


main(*sys.argv[1:])
