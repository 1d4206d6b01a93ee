"""Tells how transformers' classes number the pieces of a model of SentencePiece that stands alone, and what they do to texts.

Usage: make_piece_classes.py <src/test/resources/sentencepiece>
Writes classes/expected.json: for each class the ids of texts by the model in the folder unigram, or, for
Pegasus, which drops the first two pieces, with the first piece moved to the third place. Made with transformers 5.18
and protobuf.
"""

import json
import pathlib
import sys
import tempfile

import transformers
from sentencepiece import sentencepiece_model_pb2

TEXTS = [
    "A few months later, state expenditures were reduced.",
    "  leading and   several spaces  ",
    "caf\u00e9 na\u00efve \ufb01nance \u2460 \uff21\uff22\uff23 e\u0301",
    "unknown \u65e5\u672c\u8a9e \U0001f600 here",
    "a <mask> in the middle and a </s>separator",
    "tabs\tand\nlines",
    "",
]
MORE = ["fill <extra_id_0> and<extra_id_99>", "``quoted'' \ud55c\uad6d\uc5b4", "<mask_1> or <mask_2>"]

# Special tokens that the model has, in place of the class's own.
OWN = {"cls_token": "<s>", "sep_token": "</s>", "pad_token": "</s>"}

CASES = [
    ("xlm-roberta", "XLMRobertaTokenizer", None),
    ("camembert", "CamembertTokenizer", None),
    ("longt5", "T5Tokenizer", {"tokenizer_class": "T5Tokenizer"}),
    ("xlnet", "XLNetTokenizer", OWN),
    ("bert", "AlbertTokenizer", {"tokenizer_class": "AlbertTokenizer", **OWN}),
    ("bert", "PegasusTokenizer", {"tokenizer_class": "PegasusTokenizer"}),
]


def write_model(source: pathlib.Path, target: pathlib.Path, moved: bool) -> None:
    model = sentencepiece_model_pb2.ModelProto.FromString(source.read_bytes())
    if moved:
        model.pieces.insert(3, model.pieces[0])
        del model.pieces[0]
    target.write_bytes(model.SerializeToString())


def main(root: pathlib.Path) -> None:
    (root / "classes").mkdir(exist_ok=True)
    expected = {}
    for model_type, name, config in CASES:
        with tempfile.TemporaryDirectory() as folder:
            file = "spiece.model" if config else "sentencepiece.bpe.model"
            moved = name == "PegasusTokenizer"
            write_model(root / "unigram" / "spiece.model", pathlib.Path(folder) / file, moved)
            (pathlib.Path(folder) / "config.json").write_text(json.dumps({"model_type": model_type}))
            if config:
                (pathlib.Path(folder) / "tokenizer_config.json").write_text(json.dumps(config))
            tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
            assert type(tokenizer).__name__ == name, type(tokenizer)
            expected[name] = {
                "model_type": model_type, "moved": moved, "file": file, "tokenizer_config": config or {},
                "texts": [{"text": text, "ids": tokenizer(text)["input_ids"]} for text in TEXTS + (MORE if config else [])],
                "pair": tokenizer("a few", "months")["input_ids"],
                "pair_types": tokenizer("a few", "months", return_token_type_ids=True)["token_type_ids"],
            }
    (root / "classes" / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


main(pathlib.Path(sys.argv[1]))
