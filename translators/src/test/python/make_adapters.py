"""Makes translators/src/test/resources/adapters: LoRA adapters that peft wrote, with the answers that it gives.

    python3 -m venv V && V/bin/pip install torch==2.13.* transformers==5.18.* peft==0.21.* safetensors
    V/bin/python translators/src/test/python/make_adapters.py translators/src/test/resources

Each folder is what save_pretrained of peft leaves (without its README), and expected.safetensors: the outputs for
the inputs of the base model's own fixture, which adapter_config.json names. Numbers are random and large, so that
a wrong scale or a matrix left out shows. Adapters of the kinds that end in "refused" aren't run. The Java build never
runs this.

    V/bin/python translators/src/test/python/make_adapters.py --check FOLDER BASE CASE

loads an adapter that Java wrote on its base model, and compares the outputs with those that Java found (out.* in
FOLDER/expected.safetensors, for the inputs of CASE/case.safetensors).
"""
import inspect
import json
import shutil
import sys
from pathlib import Path

import torch
import transformers
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors import safe_open
from safetensors.torch import load_file, save_file

CASES = {
    "bert-query-value": ("bert-sequence-classification", None, dict(task_type="SEQ_CLS", r=4, lora_alpha=8)),
    "bert-patterns": ("bert-masked-lm", None, dict(
        target_modules="all-linear", r=3, lora_alpha=5, use_rslora=True, bias="all",
        rank_pattern={"intermediate.dense": 2}, alpha_pattern={r"bert\.encoder\.layer\.1\..*query": 9})),
    "bert-new-head": ("bert-model", "BertForSequenceClassification", dict(
        task_type="SEQ_CLS", r=2, lora_alpha=4, lora_dropout=0.1)),
    "bert-embeddings": ("bert-model", None, dict(
        task_type="FEATURE_EXTRACTION", r=2, lora_alpha=3, target_modules=["word_embeddings", "key"])),
    "modernbert-fused": ("modernbert-masked-lm", None, dict(target_modules=r".*\.(Wqkv|Wo|Wi)", r=4, lora_alpha=4)),
    "modernbert-without-head": ("modernbert-masked-lm", "ModernBertModel", dict(
        task_type="FEATURE_EXTRACTION", target_modules=["Wqkv"], r=2, lora_alpha=6)),
    "longformer-global": ("longformer-sequence-classification", None, dict(
        target_modules=["query", "query_global", "value_global", "output.dense"], r=2, lora_alpha=2, bias="lora_only",
        modules_to_save=["classifier"])),
    "reformer": ("reformer-sequence-classification", None, dict(
        target_modules=["query_key", "query", "value", "dense.dense", "output.dense"], r=2, lora_alpha=6)),
    "distilbert": ("distilbert-question-answering", None, dict(target_modules=["q_lin", "v_lin"], r=2, lora_alpha=6)),
    "mpnet": ("mpnet-masked-lm", None, dict(target_modules=["attn.q", "attn.v"], r=2, lora_alpha=6)),
    "eurobert": ("eurobert-masked-lm", None, dict(target_modules=["q_proj", "v_proj"], r=2, lora_alpha=6)),
    "gte": ("gte-masked-lm", None, dict(
        target_modules=["q_proj", "v_proj", "o_proj", "gate_proj"], r=2, lora_alpha=6, bias="lora_only")),
    "nomic-bert": ("nomic-bert-masked-lm", None, dict(
        target_modules=["q_proj", "k_proj", "v_proj"], r=2, lora_alpha=2)),
    "led": ("led-model", None, dict(target_modules=["query", "value", "q_proj", "v_proj"], r=2, lora_alpha=6)),
}


def run(model, inputs):
    names = inspect.signature(model.get_base_model().forward).parameters
    with torch.no_grad():
        outputs = model.eval()(**{k: v for k, v in inputs.items() if k in names})
    return {"out." + k: v.float().contiguous() for k, v in outputs.items() if isinstance(v, torch.Tensor)}


def inputs_of(case):
    return {k[3:]: v for k, v in load_file(case / "case.safetensors").items() if k.startswith("in.")}


def load(folder, class_name, **more):
    config = json.loads((folder / "config.json").read_text())
    return getattr(transformers, class_name or config["architectures"][0]).from_pretrained(folder, **more)


def make(resources):
    for case, (base, class_name, settings) in CASES.items():
        torch.manual_seed(len(case))
        folder = resources / "fixtures" / base
        more = dict(num_labels=5) if case == "bert-new-head" else {}
        model = get_peft_model(load(folder, class_name, **more), LoraConfig(**settings))
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                if parameter.requires_grad:
                    parameter.normal_(0, 0.3)
        target = resources / "adapters" / case
        shutil.rmtree(target, ignore_errors=True)
        model.save_pretrained(target)
        (target / "README.md").unlink(missing_ok=True)
        config = target / "adapter_config.json"
        values = json.loads(config.read_text())
        values["base_model_name_or_path"] = base
        config.write_text(json.dumps(values, indent=2) + "\n")
        save_file(run(model, inputs_of(folder)), target / "expected.safetensors")
        print(case, len(load_file(target / "adapter_model.safetensors")), "tensors")


def check(folder, base, case):
    config = json.loads((folder / "adapter_config.json").read_text())
    classes = dict(SEQ_CLS="SequenceClassification", TOKEN_CLS="TokenClassification", QUESTION_ANS="QuestionAnswering",
                   FEATURE_EXTRACTION="")
    values = json.loads((base / "config.json").read_text())
    class_name = values["architectures"][0]
    more = {}
    if config["task_type"] in classes:
        kind = classes[config["task_type"]]
        class_name = class_name.split("For")[0].removesuffix("Model") + ("For" + kind if kind else "Model")
        tensors = load_file(folder / "adapter_model.safetensors")
        heads = [v.shape[0] for k, v in tensors.items() if k.startswith("base_model.model.classifier") and v.dim() == 1]
        more = dict(num_labels=heads[-1]) if heads else {}
    model = PeftModel.from_pretrained(load(base, class_name, **more), folder)
    found = run(model, inputs_of(case))
    with safe_open(case / "case.safetensors", "pt") as stored:
        masked = (stored.metadata() or {}).get("compare") == "mask"
    for name, expected in load_file(folder / "expected.safetensors").items():
        difference = (found[name] - expected).abs()
        if masked:  # what stands at padding doesn't count
            difference = difference[inputs_of(case)["attention_mask"].bool()]
        print(f"{name} {tuple(expected.shape)} largest difference {difference.max():.2e}"
              f" of values up to {expected.abs().max():.2f}")


if __name__ == "__main__":
    if sys.argv[1] == "--check":
        check(*map(Path, sys.argv[2:]))
    else:
        make(Path(sys.argv[1]))
