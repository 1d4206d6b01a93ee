"""Trains the tokenizer of the mail models, on the training split alone.

The build doesn't need this; it says where zoo/src/main/resources/org/efficienttransformers/zoo/mail comes from.

    pip install tokenizers==0.23.2
    python examples/src/main/python/make_mail_tokenizer.py target/mail/start.jsonl \\
        zoo/src/main/resources/org/efficienttransformers/zoo/mail

Byte pairs of lower-case text, so that any character can be read; special tokens as RoBERTa's.
"""

import json
import sys
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

PIECES = 6144
MAX_LENGTH = 4096
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]


def texts(file):
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def main(train, folder):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=False), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=PIECES,
        special_tokens=SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        min_frequency=3,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts(train), trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": MAX_LENGTH,
        "model_input_names": ["input_ids", "attention_mask"],
        "bos_token": "<s>",
        "cls_token": "<s>",
        "eos_token": "</s>",
        "sep_token": "</s>",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
        "mask_token": "<mask>",
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=1) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
