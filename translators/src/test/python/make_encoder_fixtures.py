"""Makes small fixtures of encoders: those with rotary positions for corners that others leave out, DistilBERT and MPNet whole.

Usage: make_encoder_fixtures.py <output folder>
Made with transformers 5.18 and torch 2.13. Each folder holds config.json, weights as save_pretrained writes them or,
where the name ends in -native, as pytorch_model.bin under the names of the classes, and case.safetensors.
"""

import json
import pathlib
import sys

import torch
import transformers as T
from safetensors.torch import save_file

SIZES = dict(
    vocab_size=40, hidden_size=16, intermediate_size=20, num_hidden_layers=2, num_attention_heads=4, pad_token_id=1,
    bos_token_id=0, eos_token_id=2,
)
MODERN = dict(SIZES, cls_token_id=0, sep_token_id=2, num_hidden_layers=4, local_attention=6)
ROPE = {"rope_theta": 500.0, "rope_type": "default"}
LINEAR = {"rope_theta": 500.0, "rope_type": "linear", "factor": 3.0}
DYNAMIC = {"rope_theta": 500.0, "rope_type": "dynamic", "factor": 4.0}

DISTIL = dict(vocab_size=40, dim=16, hidden_dim=20, n_layers=2, n_heads=4, max_position_embeddings=24, pad_token_id=1)
MPNET = dict(SIZES, max_position_embeddings=34)
LABELS = {0: "a", 1: "b", 2: "c"}

# name: class, config, how the inputs differ
CASES = {
    "modernbert-model-position-ids": (T.ModernBertModel, dict(MODERN), "positions left"),
    "modernbert-masked-lm-thetas": (
        T.ModernBertForMaskedLM,
        dict(MODERN, global_rope_theta=80000.0, local_rope_theta=80000.0, global_attn_every_n_layers=2, norm_bias=True),
        "",
    ),
    "gte-masked-lm-untied": (
        T.GteForMaskedLM, dict(SIZES, type_vocab_size=3, hidden_dropout_prob=0.0, tie_word_embeddings=False, rope_parameters=LINEAR),
        "types left",
    ),
    "gte-token-classification-native": (
        T.GteForTokenClassification, dict(SIZES, hidden_act="gelu_pytorch_tanh", id2label={0: "a", 1: "b", 2: "c"}),
        "positions",
    ),
    "nomic-bert-model-dynamic": (
        T.NomicBertModel, dict(SIZES, max_position_embeddings=16, rope_parameters=DYNAMIC, hidden_act="gelu"), "long types"
    ),
    "nomic-bert-masked-lm-head-dim": (T.NomicBertForMaskedLM, dict(SIZES, head_dim=6, rope_parameters=ROPE), "positions left"),
    "eurobert-masked-lm-tied-biases": (
        T.EuroBertForMaskedLM,
        dict(SIZES, num_key_value_heads=1, attention_bias=True, mlp_bias=True, tie_word_embeddings=True, head_dim=6),
        "positions left",
    ),
    "eurobert-sequence-classification-late-left": (
        T.EuroBertForSequenceClassification, dict(SIZES, num_key_value_heads=2, id2label={0: "a"}), "left"
    ),
    "distilbert-model": (T.DistilBertModel, dict(DISTIL, sinusoidal_pos_embds=True, activation="relu"), "left"),
    "distilbert-model-native": (T.DistilBertModel, DISTIL, "positions"),
    "distilbert-masked-lm": (T.DistilBertForMaskedLM, DISTIL, ""),
    "distilbert-masked-lm-untied": (T.DistilBertForMaskedLM, dict(DISTIL, activation="relu", tie_word_embeddings=False), ""),
    "distilbert-sequence-classification": (T.DistilBertForSequenceClassification, dict(DISTIL, id2label=LABELS), ""),
    "distilbert-token-classification": (T.DistilBertForTokenClassification, dict(DISTIL, id2label=LABELS), ""),
    "distilbert-question-answering": (T.DistilBertForQuestionAnswering, DISTIL, ""),
    "distilbert-multiple-choice": (T.DistilBertForMultipleChoice, DISTIL, "choices"),
    "mpnet-model": (T.MPNetModel, dict(MPNET, max_position_embeddings=144), "beyond"),
    "mpnet-model-native": (T.MPNetModel, dict(MPNET, hidden_act="relu"), "positions left"),
    "mpnet-masked-lm": (T.MPNetForMaskedLM, dict(MPNET, hidden_act="relu"), "left"),
    "mpnet-masked-lm-untied": (T.MPNetForMaskedLM, dict(MPNET, tie_word_embeddings=False), ""),
    "mpnet-sequence-classification": (T.MPNetForSequenceClassification, dict(MPNET, id2label=LABELS), ""),
    "mpnet-token-classification": (T.MPNetForTokenClassification, dict(MPNET, id2label=LABELS), ""),
    "mpnet-question-answering": (T.MPNetForQuestionAnswering, MPNET, ""),
    "mpnet-multiple-choice": (T.MPNetForMultipleChoice, MPNET, "choices"),
    # Rows of padding, too: late interaction takes some of them, and others see nothing.
    "modernbert-model-padding": (T.ModernBertModel, MODERN, "padding"),
}


def inputs(how: str) -> dict:
    # Beyond 128 distances share a bucket, and biases are made for so many queries at a time.
    length = 140 if "beyond" in how else 23 if "long" in how else 13
    ids = torch.randint(3, 40, (2, length))
    mask = torch.ones_like(ids)
    padding = slice(0, 4) if "left" in how else slice(length - (8 if "padding" in how else 4), length)
    mask[1, padding] = 0
    ids[1, padding] = 1
    made = {"input_ids": ids, "attention_mask": mask}
    if "types" in how:
        made["token_type_ids"] = torch.randint(0, 2, (2, length))
    if "positions" in how:
        made["position_ids"] = (torch.arange(length) * 3 % 7 + torch.arange(length)).expand(2, -1).contiguous()
    if "choices" in how:
        made = {key: value.view(1, 2, length) for key, value in made.items()}
    return made


def main(root: pathlib.Path) -> None:
    for seed, (name, (cls, settings, how)) in enumerate(CASES.items()):
        torch.manual_seed(700 + seed)
        config = cls.config_class(**settings)
        model = cls(config).eval()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.copy_(torch.randn_like(parameter) * 0.3 + (1 if parameter.dim() == 1 else 0) * 0.5)
        folder = root / name
        model.save_pretrained(folder)
        if name.endswith("-native"):
            (folder / "model.safetensors").unlink()
            torch.save(model.state_dict(), folder / "pytorch_model.bin")
        given = inputs(how)
        with torch.no_grad():
            output = model(**given, output_hidden_states=cls.__name__.endswith("Model"))
        tensors = {"in." + key: value for key, value in given.items()}
        for key, value in output.items():
            if key == "hidden_states":
                tensors.update({f"out.hidden_states.{i}": state.contiguous() for i, state in enumerate(value)})
            else:
                tensors["out." + key] = value.contiguous()
        compare = "mask" if "modernbert" in name and "padding" not in name else "all"
        tensors = {key: value.clone() for key, value in tensors.items()}
        save_file(tensors, folder / "case.safetensors", metadata={"class": cls.__name__, "compare": compare})
        for extra in folder.glob("generation_config.json"):
            extra.unlink()
        print(name, json.dumps(config.to_diff_dict())[:100])


main(pathlib.Path(sys.argv[1]))
