"""Tells how transformers' classes of fairseq's vocabularies number the pieces of a model of SentencePiece.

Usage: make_fairseq.py <src/test/resources/sentencepiece>
Writes fairseq/expected.json: for each class the ids of texts by the model in the folder unigram, which stands alone,
as sentencepiece.bpe.model. Made with transformers 5.18.
"""

import json
import pathlib
import shutil
import sys
import tempfile

import transformers

TEXTS = [
    "A few months later, state expenditures were reduced.",
    "  leading and   several spaces  ",
    "caf\u00e9 na\u00efve \ufb01nance \u2460 \uff21\uff22\uff23 e\u0301",
    "unknown \u65e5\u672c\u8a9e \U0001f600 here",
    "a <mask> in the middle and a </s>separator",
    "tabs\tand\nlines",
    "",
]


def main(root: pathlib.Path) -> None:
    expected = {}
    for model_type, name in (("xlm-roberta", "XLMRobertaTokenizer"), ("camembert", "CamembertTokenizer")):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(root / "unigram" / "spiece.model", pathlib.Path(folder) / "sentencepiece.bpe.model")
            (pathlib.Path(folder) / "config.json").write_text(json.dumps({"model_type": model_type}))
            tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
            assert type(tokenizer).__name__ == name, type(tokenizer)
            expected[model_type] = {
                "texts": [{"text": text, "ids": tokenizer(text)["input_ids"]} for text in TEXTS],
                "pair": tokenizer("a few", "months")["input_ids"],
            }
    (root / "fairseq").mkdir(exist_ok=True)
    (root / "fairseq" / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


main(pathlib.Path(sys.argv[1]))
