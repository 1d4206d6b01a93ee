"""Makes src/test/resources/tokenizers/classes.json: folders of tokenizer files whose tokenizer_class, or model_type, decides
how texts are split, each with what transformers' AutoTokenizer makes of some texts.

Usage: make_tokenizer_classes.py <kinds.json> <output file>
Made with transformers 5.18.0; the vocabularies are those of kinds.json, which make_tokenizer_kinds.py makes. In a file,
"@BPE" stands for the model, "@vocab" and "@merges" for what it is made of.
"""

import json
import pathlib
import sys
import tempfile

import transformers

transformers.logging.set_verbosity_error()

TEXTS = ["The harbour ISN'T it , closed . ", "The harbour ISN'T \u00c9t\u00e9 <mask> [MASK] closed", "Bees, 12  \u65e5\u672c <new>X",
         "a  <mask> b</s>closed\n[SEP] \ufb01t  \uff22ees <unk>(<|endoftext|> <pad>``It''  <s> [CLS]<sep> <cls> [UNK]"]
PAIR = ["How many bees?", "the harbour"]

SPECIAL = {"RobertaTokenizer": "<s> $A </s>", "BertTokenizer": "[CLS] $A [SEP]"}
BERT_NORMALIZER = {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True}
CASED = {**BERT_NORMALIZER, "lowercase": False}
BYTE_LEVEL = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
METASPACE = {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True}
ROBERTA_PROCESSING = {"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0], "trim_offsets": True, "add_prefix_space": False}
BERT_PROCESSING = {"type": "BertProcessing", "sep": ["[SEP]", 8], "cls": ["[CLS]", 7]}

# Those of the model that the classes' own ones don't suit.
PIECE_TOKENS = {"cls_token": "<s>", "sep_token": "</s>", "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}


def token(id, content, **flags):
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True, **flags}
    return {"id": id, "content": content, **flags}


def tokenizer(model, added=(), **parts):
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": list(added), "normalizer": None,
            "pre_tokenizer": None, "post_processor": None, "decoder": None, **parts, "model": model}


def words(normalizer=BERT_NORMALIZER, **parts):
    return tokenizer("@WordPiece", **{"normalizer": normalizer, "pre_tokenizer": {"type": "BertPreTokenizer"}, **parts})


def pairs(**parts):
    return tokenizer("@BPE", **{"pre_tokenizer": BYTE_LEVEL, **parts})


def pieces(**parts):
    return tokenizer("@Unigram", **{"pre_tokenizer": METASPACE, **parts})


def folder(model_type, tokenizer_config=None, **files):
    files = {name.replace("_json", ".json").replace("_txt", ".txt"): content for name, content in files.items()}
    files["config.json"] = {"model_type": model_type}
    if tokenizer_config is not None:
        files["tokenizer_config.json"] = tokenizer_config
    return files


def cases():
    yield "bert, json cased, lower case by config", folder("bert", {"tokenizer_class": "BertTokenizer", "do_lower_case": True}, tokenizer_json=words(CASED))
    yield "bert, json cased", folder("bert", {"tokenizer_class": "BertTokenizer"}, tokenizer_json=words(CASED))
    yield "bert, json cased, without a class", folder("bert", None, tokenizer_json=words(CASED))
    yield "bert, json, cased by config", folder("bert", {"tokenizer_class": "BertTokenizerFast", "do_lower_case": False}, tokenizer_json=words())
    yield "bert, json, accents by config", folder("bert", {"tokenizer_class": "BertTokenizer", "strip_accents": False, "tokenize_chinese_chars": False}, tokenizer_json=words())
    yield "bert, generic class, json as it is", folder("bert", {"tokenizer_class": "PreTrainedTokenizerFast", "do_lower_case": False}, tokenizer_json=words())
    yield "bert, unknown class, json as it is", folder("bert", {"tokenizer_class": "MyOwnTokenizer", "do_lower_case": False}, tokenizer_json=words(post_processor=BERT_PROCESSING))
    yield "bert, json with another processor", folder("bert", {"tokenizer_class": "BertTokenizer"}, tokenizer_json=words(post_processor=ROBERTA_PROCESSING))
    yield "bert, vocab.txt", folder("bert", {"tokenizer_class": "BertTokenizer"}, vocab_txt="@vocab WordPiece")
    yield "bert, vocab.txt, without a class", folder("bert", {"do_lower_case": False}, vocab_txt="@vocab WordPiece")
    yield "bert, vocab.txt, generic class", folder("bert", {"tokenizer_class": "PreTrainedTokenizerFast"}, vocab_txt="@vocab WordPiece")
    yield "distilbert, json cased", folder("distilbert", {"tokenizer_class": "DistilBertTokenizer"}, tokenizer_json=words(CASED))
    yield "electra, json cased", folder("electra", {"tokenizer_class": "ElectraTokenizer"}, tokenizer_json=words(CASED))
    yield "roberta with the class of bert", folder("roberta", {"tokenizer_class": "BertTokenizer"}, vocab_txt="@vocab WordPiece")
    yield "modernbert with the class of bert", folder("modernbert", {"tokenizer_class": "BertTokenizer", "do_lower_case": False}, tokenizer_json=words())
    yield "modernbert, generic", folder("modernbert", {"tokenizer_class": "PreTrainedTokenizerFast"}, tokenizer_json=pairs(post_processor=BERT_PROCESSING, normalizer={"type": "NFC"}))
    yield "bert, added tokens in json", folder("bert", {"tokenizer_class": "BertTokenizer", "mask_token": "[MASK]"}, tokenizer_json=words(added=[token(9, "[MASK]", lstrip=True), token(150, "<new>", normalized=True, special=False)]))
    yield "bert, added tokens in config", folder("bert", {"tokenizer_class": "BertTokenizer", "added_tokens_decoder": {"150": {k: v for k, v in token(0, "<new>", rstrip=True).items() if k != "id"}}}, tokenizer_json=words(added=[token(9, "[MASK]", lstrip=True)]))

    yield "roberta, json without processor", folder("roberta", {"tokenizer_class": "RobertaTokenizer"}, tokenizer_json=pairs())
    yield "roberta, json with a processor of bert", folder("roberta", {"tokenizer_class": "RobertaTokenizer"}, tokenizer_json=pairs(post_processor=BERT_PROCESSING))
    yield "roberta, generic class, json without processor", folder("roberta", {"tokenizer_class": "PreTrainedTokenizerFast"}, tokenizer_json=pairs())
    yield "roberta, json, space in front by config", folder("roberta", {"tokenizer_class": "RobertaTokenizerFast", "add_prefix_space": True}, tokenizer_json=pairs(post_processor=ROBERTA_PROCESSING))
    yield "roberta, json with space in front", folder("roberta", {"tokenizer_class": "RobertaTokenizer"}, tokenizer_json=pairs(pre_tokenizer={**BYTE_LEVEL, "add_prefix_space": True}))
    yield "roberta, json with normalizer", folder("roberta", {"tokenizer_class": "RobertaTokenizer"}, tokenizer_json=pairs(normalizer={"type": "Lowercase"}))
    yield "roberta, vocab.json", folder("roberta", {"tokenizer_class": "RobertaTokenizer"}, vocab_json="@vocab BPE", merges_txt="@merges BPE")
    yield "roberta, vocab.json, without a class", folder("roberta", None, vocab_json="@vocab BPE", merges_txt="@merges BPE")
    yield "roberta, vocab.json, generic class", folder("roberta", {"tokenizer_class": "PreTrainedTokenizerFast"}, vocab_json="@vocab BPE", merges_txt="@merges BPE")
    yield "roberta, vocab.json, mask in map", folder("roberta", {"tokenizer_class": "RobertaTokenizer"}, vocab_json="@vocab BPE", merges_txt="@merges BPE", special_tokens_map_json={"mask_token": {k: v for k, v in token(0, "<mask>", lstrip=True, normalized=True).items() if k not in ("id", "special")}})
    yield "roberta, json and mask in json", folder("roberta", {"tokenizer_class": "RobertaTokenizer"}, tokenizer_json=pairs(added=[token(4, "<mask>", lstrip=True)]))
    for name in ["LongformerTokenizer", "LongformerTokenizerFast"]:
        yield f"longformer, json, {name}", folder("longformer", {"tokenizer_class": name}, tokenizer_json=pairs())
    yield "longformer, json, without a class", folder("longformer", None, tokenizer_json=pairs())
    yield "led, json, LEDTokenizer", folder("led", {"tokenizer_class": "LEDTokenizer"}, tokenizer_json=pairs())
    yield "xlm-roberta with the class of roberta", folder("xlm-roberta", {"tokenizer_class": "RobertaTokenizer"}, tokenizer_json=pairs(post_processor=ROBERTA_PROCESSING))
    yield "gpt2, vocab.json beside roberta", folder("roberta", {"tokenizer_class": "GPT2Tokenizer"}, vocab_json="@vocab BPE", merges_txt="@merges BPE")
    yield "gpt2, json with processor", folder("roberta", {"tokenizer_class": "GPT2TokenizerFast", "add_prefix_space": True}, tokenizer_json=pairs(post_processor=BERT_PROCESSING))

    for name, type in [("XLMRobertaTokenizer", "xlm-roberta"), ("CamembertTokenizer", "camembert"), ("BigBirdTokenizer", "big_bird")]:
        yield f"{type}, json, {name}", folder(type, {"tokenizer_class": name}, tokenizer_json=pieces())
        yield f"{type}, json with characters, {name}", folder(type, {"tokenizer_class": name}, tokenizer_json=pieces(normalizer="@charsmap"))
        yield f"{type}, json, generic class", folder(type, {"tokenizer_class": "PreTrainedTokenizerFast"}, tokenizer_json=pieces(normalizer="@charsmap", post_processor=BERT_PROCESSING))
        yield f"{type}, json, without a class", folder(type, None, tokenizer_json=pieces(normalizer="@charsmap"))
    yield "bigbird_pegasus, json, PegasusTokenizer", folder("bigbird_pegasus", {"tokenizer_class": "PegasusTokenizer"}, tokenizer_json=pieces(normalizer="@charsmap", post_processor=BERT_PROCESSING))
    yield "reformer, json, ReformerTokenizer", folder("reformer", {"tokenizer_class": "ReformerTokenizer"}, tokenizer_json=tokenizer("@BPE", pre_tokenizer=METASPACE))

    yield "reformer, json with characters, ReformerTokenizer", folder("reformer", {"tokenizer_class": "ReformerTokenizer"}, tokenizer_json=tokenizer("@BPE", normalizer="@charsmap", pre_tokenizer=METASPACE, post_processor=BERT_PROCESSING))

    for name, type in [("AlbertTokenizer", "bert"), ("T5Tokenizer", "longt5"), ("XLNetTokenizer", "xlnet"), ("PegasusTokenizer", "bert")]:
        yield f"{type}, json, {name}", folder(type, {"tokenizer_class": name, **PIECE_TOKENS}, tokenizer_json=pieces())
        yield f"{type}, json with characters, {name}", folder(type, {"tokenizer_class": name, **PIECE_TOKENS, "do_lower_case": True}, tokenizer_json=pieces(normalizer="@charsmap"))
        yield f"{type}, json with another processor, {name}", folder(type, {"tokenizer_class": name + "Fast", **PIECE_TOKENS, "do_lower_case": False, "keep_accents": True}, tokenizer_json=pieces(post_processor=BERT_PROCESSING))
    yield "xlnet, json, without a class", folder("xlnet", PIECE_TOKENS, tokenizer_json=pieces())
    yield "nystromformer, AlbertTokenizer, json as it is", folder("nystromformer", {"tokenizer_class": "AlbertTokenizer"}, tokenizer_json=pieces(post_processor=BERT_PROCESSING))
    yield "convbert, json cased, without a class", folder("convbert", None, tokenizer_json=words(CASED))
    for name in ["ConvBertTokenizer", "MobileBertTokenizer", "SqueezeBertTokenizer", "LxmertTokenizer", "LayoutLMTokenizer"]:
        yield f"bert, vocab.txt, {name}", folder("bert", {"tokenizer_class": name}, vocab_txt="@vocab WordPiece")
    yield "bert, named special tokens", folder("bert", {"tokenizer_class": "BertTokenizer", "extra_special_tokens": {"place_token": "harbour"}}, tokenizer_json=words())

    for words_by, parts_by in [("basic", "character"), ("basic", "wordpiece"), ("mecab", "wordpiece"), ("basic", "sentencepiece")]:
        for lower in [False, True]:
            yield f"japanese, {words_by}, {parts_by}, {lower}", folder("bert", {"tokenizer_class": "BertJapaneseTokenizer", "word_tokenizer_type": words_by, "subword_tokenizer_type": parts_by, "do_lower_case": lower}, vocab_txt="@vocab WordPiece")
    yield "mpnet, json without processor", folder("mpnet", {"tokenizer_class": "MPNetTokenizer"}, tokenizer_json=words(CASED, added=[token(4, "<mask>", lstrip=True)]))
    yield "mpnet, vocab.txt, cased", folder("mpnet", {"do_lower_case": False}, vocab_txt="@vocab WordPiece")
    yield "gte, json, without a class", folder("gte", None, tokenizer_json=pieces(normalizer="@charsmap"))
    xlnet = {"tokenizer_class": "XLNetTokenizer", "sep_token": "[SEP]", "cls_token": "[CLS]"}
    yield "xlnet, json", folder("xlnet", xlnet, tokenizer_json=pieces(normalizer="@charsmap"))
    yield "xlnet, lower case, with types", folder("xlnet", {**xlnet, "do_lower_case": True, "model_input_names": ["input_ids", "token_type_ids"]}, tokenizer_json=pieces())
    yield "bertweet", folder("roberta", {"tokenizer_class": "BertweetTokenizer"}, vocab_txt="@vocab WordPiece")
    yield "canine", folder("bert", {"tokenizer_class": "CanineTokenizer"}, vocab_txt="@vocab WordPiece")


def main(kinds, output):
    kinds = json.loads(pathlib.Path(kinds).read_text())
    models = kinds["models"]
    charsmap = next(k for k in kinds["kinds"] if k["name"] == "XLMRobertaTokenizer")["tokenizer"]["normalizer"]
    results = []
    for name, files in cases():
        with tempfile.TemporaryDirectory() as path:
            for file, content in files.items():
                text = content if isinstance(content, str) else json.dumps(content)
                if text.startswith("@vocab"):
                    vocab = models[text.split()[1]]["vocab"]
                    text = json.dumps(vocab) if file.endswith("json") else "\n".join(sorted(vocab, key=vocab.get)) + "\n"
                if text.startswith("@merges"):
                    text = "\n".join(" ".join(merge) for merge in models[text.split()[1]]["merges"]) + "\n"
                for model in models:
                    text = text.replace(f'"@{model}"', json.dumps(models[model]))
                text = text.replace('"@charsmap"', json.dumps(charsmap))
                (pathlib.Path(path) / file).write_text(text)
            result = {"name": name, "files": files}
            try:
                auto = transformers.AutoTokenizer.from_pretrained(path)
                result["class"] = type(auto).__name__
                result["cases"] = [
                    {"text": text, "ids": auto(text)["input_ids"], "decoded": auto.decode(auto(text)["input_ids"])}
                    for text in TEXTS
                ]
                pair = auto(*PAIR, return_token_type_ids=True)
                result["pair"] = {"texts": PAIR, "ids": pair["input_ids"], "types": pair["token_type_ids"],
                                  "gives_types": "token_type_ids" in auto.model_input_names}
            except Exception as e:
                result["error"] = str(e).split("\n")[0][:100]
            results.append(result)
            print(name, "|", result.get("class"), result.get("error"))
    pathlib.Path(output).write_text("[\n" + ",\n".join(json.dumps(r, separators=(",", ":")) for r in results) + "\n]\n")


main(*sys.argv[1:])
