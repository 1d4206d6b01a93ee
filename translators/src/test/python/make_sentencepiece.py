"""Makes the models of SentencePiece in src/test/resources/sentencepiece, with what it says of some texts.

Usage: make_sentencepiece.py <folder of texts to train on> <output folder>
Made with sentencepiece 0.2.2 from the speeches in examples (public domain).
"""

import json
import pathlib
import sys

import sentencepiece

TEXTS = [
    "A few months later, state expenditures were reduced.",
    "  leading and   several spaces  ",
    "The President; of the UNITED States (1934)!",
    "one",
    "",
    "tabs\tand\nlines",
    "caf\u00e9 na\u00efve \ufb01nance \u2460 \uff21\uff22\uff23 e\u0301",
    "unknown \u65e5\u672c\u8a9e \U0001f600 here",
    "a [MASK] in the middle and a [SEP]separator",
    "hyphen-ated under_score 3,141.59",
    "decomposed: ti\u00ea\u0301ng Vie\u0323\u0302t, \u1112\u1161\u11ab\u1100\u116e\u11a8, \u304b\u3099",
    "half width \uff76\uff9e\uff77\uff9e e\u0301\u0300 \ufdfa\u200b \u00a8",
]

KINDS = {
    "byte-pairs": dict(model_type="bpe", vocab_size=400),
    "byte-pairs-identity": dict(
        model_type="bpe", vocab_size=300, normalization_rule_name="identity", remove_extra_whitespaces=False
    ),
    "byte-pairs-bytes": dict(model_type="bpe", vocab_size=500, byte_fallback=True, normalization_rule_name="identity"),
    "unigram": dict(model_type="unigram", vocab_size=400),
    "big-bird": dict(
        model_type="bpe",
        vocab_size=400,
        user_defined_symbols=["[CLS]", "[SEP]", "[MASK]"],
        pad_id=0,
        eos_id=1,
        bos_id=2,
        unk_id=3,
        normalization_rule_name="identity",
    ),
}


def main(corpus: pathlib.Path, output: pathlib.Path) -> None:
    files = sorted(str(path) for path in corpus.glob("*.txt"))
    for name, options in KINDS.items():
        folder = output / name
        folder.mkdir(parents=True, exist_ok=True)
        sentencepiece.SentencePieceTrainer.train(
            input=files, model_prefix=str(folder / "spiece"), minloglevel=2, max_sentence_length=1000000, **options
        )
        (folder / "spiece.vocab").unlink()
        processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / "spiece.model"))
        texts = [
            {"text": text, "ids": processor.encode(text), "decoded": processor.decode(processor.encode(text))}
            for text in TEXTS
            # Special tokens within a text take a space along in transformers, and are no words there.
            if name != "big-bird" or "[" not in text
        ]
        (folder / "expected.json").write_text(json.dumps(texts, indent=1) + "\n")


main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
