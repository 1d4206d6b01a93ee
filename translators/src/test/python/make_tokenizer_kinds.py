"""Makes src/test/resources/tokenizers/kinds.json: what the tokenizer classes of transformers make of a vocabulary, and
the patterns of published models, each with the ids of some texts.

Usage: make_tokenizer_kinds.py <output file>
Made with transformers 5.18.0 and tokenizers 0.23.2. Three small models are shared by all kinds.
"""

import json
import pathlib
import sys
import tempfile

import sentencepiece
import transformers
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers.models.auto.tokenization_auto import TOKENIZER_MAPPING_NAMES
from transformers.tokenization_utils_tokenizers import TokenizersBackend

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>", "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "<|endoftext|>"]
LINES = [
    "The harbour of Paris was closed by ice until March, said M\u00fcller.",
    "Bees make honey, and don't they know it?",
    "How many of the 8,804,190 people live in New York City today?",
] * 20
TEXTS = [
    "The harbour isn't closed; 1234567 bees!",
    "  two  spaces\n\nand\tlines  ",
    "Caf\u00e9 e\u0301 \uff21\ufb01\u00bd \u65e5\u672c\u8a9e \U0001f600",
    "",
]

# Rules for characters, few so that the table is small.
RULES = [("\uff21", "A"), ("\ufb01", "fi"), ("e\u0301", "\u00e9"), ("\t", " "), ("\n", " "), ("\u00bd", "1/2"),
         ("\ufdfa", "\u0635\u0644\u0649 \u0627\u0644\u0644\u0647"), ("\u200b", ""), ("\u304b\u3099", "\u304c")]

LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
O200K = "|".join([
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"\p{N}{1,3}", r" ?[^\s\p{L}\p{N}]+[\r\n/]*", r"\s*[\r\n]+", r"\s+(?!\S)", r"\s+"])
PATTERNS = {
    "Llama 3": [LLAMA3],
    "Qwen 2": [LLAMA3.replace("{1,3}", "")],
    "o200k": [O200K],
    "cl100k": [r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"],
    "DeepSeek coder": [r"[\r\n]", r"\s?\p{L}+", r"\s?\p{P}+", "[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+", r"\s+$"],
    "DeepSeek 3": [
        r"\p{N}{1,3}",
        "[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+",
        r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+""",
    ],
    "Bloom": [" ?[^(\\s|[.,!?\u2026\u3002\uff0c\u3001\u0964\u06d4\u060c])]+"],
    "SuperBPE": [r"(?=(\d{3})+(?!\d))", r"\d{1,3}(?=(\d{3})*\b)"],
    "Kimi": [r"[\p{Han}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}&&[^\p{Han}]]*[\p{Ll}\p{Lo}&&[^\p{Han}]]+(?i:'s|'t)?|\p{N}{1,3}|\s+"],
    "CLIP": [r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"],
    "BertTweet": [r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)?|\S"],
}


def byte_pairs():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet()) + ["\u2581"]
    tokenizer.train_from_iterator(
        LINES, trainers.BpeTrainer(vocab_size=360, special_tokens=SPECIAL, initial_alphabet=alphabet)
    )
    return json.loads(tokenizer.to_str())["model"]


def word_pieces():
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.train_from_iterator(
        [line.lower() for line in LINES] + LINES, trainers.WordPieceTrainer(vocab_size=150, special_tokens=SPECIAL)
    )
    return json.loads(tokenizer.to_str())["model"]


def unigram():
    with tempfile.TemporaryDirectory() as folder:
        corpus, rules, prefix = (pathlib.Path(folder) / name for name in ["corpus.txt", "rules.tsv", "pieces"])
        corpus.write_text("\n".join(LINES))
        codes = lambda text: " ".join(f"{ord(c):X}" for c in text)
        rules.write_text("".join(f"{codes(old)}\t{codes(new)}\n" for old, new in RULES))
        sentencepiece.SentencePieceTrainer.train(
            input=str(corpus), model_prefix=str(prefix), vocab_size=120, hard_vocab_limit=False, minloglevel=2,
            normalization_rule_tsv=str(rules))
        processor = sentencepiece.SentencePieceProcessor(model_file=f"{prefix}.model")
    pieces = [[processor.id_to_piece(i), round(processor.get_score(i), 4)] for i in range(len(processor))]
    pieces = [piece for piece in pieces if piece[0] not in SPECIAL]
    vocab = [[token, 0.0] for token in SPECIAL] + pieces
    return {"type": "Unigram", "unk_id": 3, "vocab": vocab, "byte_fallback": False}, charsmap(processor)


def fields(message):
    """The fields of a protobuf message."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(message):
        tag = varint()
        if tag & 7 == 0:
            yield tag >> 3, varint()
        else:
            size = varint() if tag & 7 == 2 else 4
            yield tag >> 3, message[at : at + size]
            at += size


def charsmap(processor):
    normalizer = next(value for field, value in fields(processor.serialized_model_proto()) if field == 3)
    return next(value for field, value in fields(normalizer) if field == 2)


def classes(shared, charsmap):
    """All classes of transformers that are made of a vocabulary."""
    names = sorted({name for name in TOKENIZER_MAPPING_NAMES.values() if name})
    for name in names:
        cls = getattr(transformers, name, None)
        if not isinstance(cls, type) or not issubclass(cls, TokenizersBackend) or cls is TokenizersBackend:
            continue
        kind = cls.model.__name__ if cls.model else "Unigram"
        arguments = {}
        if kind == "Unigram":
            vocab = [tuple(piece) for piece in shared[kind]["vocab"]]
            arguments["_spm_precompiled_charsmap"] = charsmap
        else:
            vocab = shared[kind]["vocab"]
        if kind == "BPE":
            arguments["merges"] = [tuple(merge) for merge in shared[kind]["merges"]]
        try:
            tokenizer = cls(vocab=vocab, **arguments)
        except Exception:
            try:
                arguments.pop("_spm_precompiled_charsmap", None)
                tokenizer = cls(vocab=vocab, **arguments)
            except Exception as e:
                print(name, "can't be made:", e, file=sys.stderr)
                continue
        backend = getattr(tokenizer, "_tokenizer", None)
        if backend is not None:
            yield name, backend


def patterns(shared):
    for name, splits in PATTERNS.items():
        tokenizer = Tokenizer.from_str(json.dumps({"version": "1.0", "added_tokens": [], "model": shared["BPE"]}))
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [pre_tokenizers.Split(Regex(split), "isolated") for split in splits]
            + [pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
        )
        tokenizer.decoder = decoders.ByteLevel()
        tokenizer.post_processor = processors.Sequence(
            [processors.ByteLevel(trim_offsets=False), processors.TemplateProcessing("<s> $A", "<s> $A <s> $B:1", [("<s>", 0)])]
        )
        yield name, tokenizer


def main(output):
    pieces, charsmap = unigram()
    shared = {"BPE": byte_pairs(), "WordPiece": word_pieces(), "Unigram": pieces}
    kinds = []
    for name, tokenizer in [*classes(shared, charsmap), *patterns(shared)]:
        kind = json.loads(tokenizer.to_str())
        model = kind["model"]
        if model["type"] == "BPE" and len(model["merges"]) != len(shared["BPE"]["merges"]) or (
            model["type"] != "Unigram" and model["vocab"] != shared[model["type"]]["vocab"]
        ) or (model["type"] == "Unigram" and [p[0] for p in model["vocab"]] != [p[0] for p in pieces["vocab"]]):
            print(name, "has another vocabulary", file=sys.stderr)
            continue
        model.pop("vocab")
        model.pop("merges", None)
        tokenizer.no_truncation()
        tokenizer.no_padding()
        cases = [{"text": text, "ids": tokenizer.encode(text, add_special_tokens=False).ids} for text in TEXTS]
        kinds.append({"name": name, "tokenizer": kind, "cases": cases})
    with open(output, "w") as file:
        file.write('{"models": ' + json.dumps(shared, separators=(",", ":")) + ',\n"kinds": [\n')
        file.write(",\n".join(json.dumps(kind, separators=(",", ":")) for kind in kinds))
        file.write("\n]}\n")
    print(len(kinds), "kinds")


main(sys.argv[1])
