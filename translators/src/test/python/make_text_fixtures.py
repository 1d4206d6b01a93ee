"""Makes translators/src/test/resources/textfixtures: small checkpoints with tokenizers, and what transformers answers.

    python3 -m venv V && V/bin/pip install torch==2.13.* transformers==5.18.* safetensors sentencepiece protobuf
    V/bin/python translators/src/test/python/make_text_fixtures.py translators/src/test/resources/textfixtures [case ...]

tokenizers/<name>/ holds tokenizer files, trained on Python's own documentation; models/<case>/ holds a checkpoint with
random weights and expected.json, which names its tokenizer. Answers are those of transformers' pipelines where there is
one; of question answering, which transformers 5 has none for, those of the pipeline of transformers 4, written out
below. Offsets are in UTF-16 units, as Java counts. The Java build never runs this.
"""
import json
import shutil
import sys
import warnings
from pathlib import Path
from pydoc_data.topics import topics
from types import SimpleNamespace

import numpy as np
import sentencepiece
import torch
import transformers
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoTokenizer, pipeline

warnings.filterwarnings("ignore")
transformers.logging.set_verbosity_error()

WORDS = 500
SIZES = dict(vocab_size=WORDS, hidden_size=24, num_hidden_layers=2, num_attention_heads=3, intermediate_size=40)
LONGFORMER = dict(SIZES, attention_window=[8, 16], max_position_embeddings=130, type_vocab_size=1, pad_token_id=1,
                  bos_token_id=0, eos_token_id=2, sep_token_id=2, layer_norm_eps=1e-5)
BERT = dict(SIZES, max_position_embeddings=128, type_vocab_size=2)
XLNET = dict(vocab_size=WORDS, d_model=24, n_layer=2, n_head=3, d_inner=40, mem_len=None)

STATEMENT = ("A context manager is an object that defines the runtime context to be established when executing a "
             "with statement.")
SIGNS = "Na\u00efve caf\u00e9 \u2014 re\u0301sume\u0301 \U0001f600 \u6771\u4eac test\twith\r\ntabs and   spaces."
ODD = "\u202e\u05d0\u05d1 right-to-left \u200bzero\u200dwidth\ufeff\x00 and \U0001f469\u200d\U0001f469\u200d\U0001f467."
TEXTS = [STATEMENT, SIGNS, ODD, "", "It handles the entry into, and the exit from, the context."]
LONG = " ".join([STATEMENT, SIGNS, "It handles the entry into, and the exit from, the context.", STATEMENT, SIGNS] * 4)


def corpus():
    return [topics[key] for key in sorted(topics)][:40]


def byte_pairs(folder):
    """As Longformer's and RoBERTa's: tokenizer.json, and next to it vocab.json with merges.txt."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(corpus(), trainers.BpeTrainer(
        vocab_size=WORDS, special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), True, False)
    save(tokenizer, folder, bos_token="<s>", eos_token="</s>", cls_token="<s>", sep_token="</s>", unk_token="<unk>",
         pad_token="<pad>", mask_token="<mask>")


def pieces(folder):
    """As BigBird's and Reformer's: unigrams, NFKC."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace("  ", " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.train_from_iterator(corpus(), trainers.UnigramTrainer(
        vocab_size=WORDS, special_tokens=["<pad>", "</s>", "<s>", "<unk>", "[CLS]", "[SEP]", "[MASK]"],
        unk_token="<unk>"))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 4), ("[SEP]", 5)])
    save(tokenizer, folder, bos_token="<s>", eos_token="</s>", cls_token="[CLS]", sep_token="[SEP]", unk_token="<unk>",
         pad_token="<pad>", mask_token="[MASK]")


def word_pieces(folder):
    """As BERT's: vocab.txt only, and settings in tokenizer_config.json."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.train_from_iterator(corpus(), trainers.WordPieceTrainer(
        vocab_size=WORDS, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]))
    folder.mkdir(parents=True)
    vocab = tokenizer.get_vocab()
    (folder / "vocab.txt").write_text("\n".join(sorted(vocab, key=vocab.get)) + "\n")
    config = dict(tokenizer_class="BertTokenizer", do_lower_case=True, model_max_length=128)
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=1))


def xlnet_pieces(folder):
    """As XLNet's: spiece.model only."""
    folder.mkdir(parents=True)
    rules = folder / "rules.tsv"  # transformers can't do without any
    rules.write_text("FB01\t66 69\n")
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(line for text in corpus() for line in text.splitlines()), model_prefix=str(folder / "spiece"),
        vocab_size=WORDS, minloglevel=2, normalization_rule_tsv=str(rules), pad_id=5,
        user_defined_symbols=["<cls>", "<sep>", "<mask>", "<eod>", "<eop>"])
    (folder / "spiece.vocab").unlink()
    rules.unlink()
    config = dict(tokenizer_class="XLNetTokenizer", do_lower_case=True)
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=1))


def save(tokenizer, folder, **special):
    folder.mkdir(parents=True)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    config = dict(tokenizer_class="PreTrainedTokenizerFast", model_max_length=128, **special)
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=1))


TOKENIZERS = {"byte-pairs": byte_pairs, "pieces": pieces, "word-pieces": word_pieces, "xlnet-pieces": xlnet_pieces}


def units(text, offset):
    """Counts UTF-16 units where Python counts code points."""
    return len(text[:offset].encode("utf-16-le")) // 2


def text_classification(pipe, **arguments):
    return [dict(text=text, arguments=arguments, probabilities={
        row["label"]: row["score"] for row in pipe(text, top_k=None, **arguments)}) for text in TEXTS]


def pairs(pipe):
    return [dict(text=a, text_pair=b, probabilities={
        row["label"]: row["score"] for row in pipe(dict(text=a, text_pair=b), top_k=None)})
        for a, b in zip(TEXTS, TEXTS[1:] + TEXTS[:1]) if b]


def fill_mask(pipe):
    mask = pipe.tokenizer.mask_token
    texts = [f"A context {mask} is an object.", f"{mask} \U0001f600 the{mask} end.", f"Na\u00efve caf\u00e9\r\n{mask}"]
    cases = []
    for text in texts:
        rows = pipe(text)
        rows = [rows] if isinstance(rows[0], dict) else rows
        cases.append(dict(text=text, masks=[[dict(
            id=row["token"], token=pipe.tokenizer.convert_ids_to_tokens(row["token"]), text=row["token_str"],
            probability=row["score"]) for row in mask_rows] for mask_rows in rows]))
    return cases


def embedding(pipe):
    cases = []
    for text in TEXTS:
        if hasattr(pipe.model, "set_attention_type"):
            # BigBird attends fully for good once it has had a short text.
            pipe.model.set_attention_type("block_sparse")
        states = pipe(text, return_tensors=True)[0]
        cases.append(dict(text=text, mean=states.mean(0).tolist(), cls=states[0].tolist(),
                          max=states.max(0).values.tolist()))
    return cases


def question_answering(pipe):
    """What QuestionAnsweringPipeline of transformers 4 does (align_to_words=False), window by window of one."""
    question, cases = "What is an object?", []
    for text in [text for text in TEXTS if text]:
        encoded = pipe.tokenizer(question, text, return_tensors="pt", return_offsets_mapping=True)
        offsets = encoded.pop("offset_mapping")[0].tolist()
        context = np.array([sequence == 1 for sequence in encoded.sequence_ids(0)])
        outputs = pipe.model(**encoded)
        start, end = outputs.start_logits[0].double().numpy(), outputs.end_logits[0].double().numpy()
        allowed = context.copy()
        allowed[0] = True
        start, end = np.where(allowed, start, -10000.0), np.where(allowed, end, -10000.0)
        start, end = np.exp(start - start.max()), np.exp(end - end.max())
        start, end = start / start.sum(), end / end.sum()
        none = dict(text="", start=0, end=0, score=float(start[0] * end[0]))
        scores = np.tril(np.triu(np.outer(start, end)), 14)
        spans = {}
        for i in np.nonzero(context)[0]:
            for j in np.nonzero(context)[0]:
                if scores[i, j] > 0:
                    span = units(text, offsets[i][0]), units(text, offsets[j][1])
                    spans[span] = max(spans.get(span, 0), scores[i, j])
        raw = text.encode("utf-16-le")
        spans = [dict(text=raw[2 * a:2 * b].decode("utf-16-le"), start=a, end=b, score=float(score))
                 for (a, b), score in spans.items()]
        best = sorted(spans, key=lambda span: -span["score"])[:5]
        cases.append(dict(text=text, question=question, best=best,
                          best_or_none=sorted(best + [none], key=lambda span: -span["score"])[:5]))
    return cases


def token_classification(pipe):
    cases = []
    for text in TEXTS:
        case = dict(text=text)
        for strategy in ["none", "simple", "first", "average", "max"]:
            case[strategy] = [dict(
                entity=row.get("entity", row.get("entity_group")), score=float(row["score"]),
                start=units(text, row["start"]), end=units(text, row["end"]), **word(pipe, text, strategy, row))
                for row in pipe(text, aggregation_strategy=strategy)]
        cases.append(case)
    return cases


def word(pipe, text, strategy, row):
    """The pipeline decodes words that it has decoded already, which spoils letters that the alphabet of bytes has too,
    and decodes text that it has put in place of unknown tokens. Words are kept where neither happens."""
    written = text[row["start"]:row["end"]]
    known = pipe.tokenizer.unk_token_id not in pipe.tokenizer(written, add_special_tokens=False)["input_ids"]
    once = strategy == "simple" or written.isascii()
    return dict(word=row["word"]) if strategy == "none" or known and once else {}


def zero_shot(pipe):
    cases = []
    for labels, several in [(["code", "travel", "food and drink"], False), (["code", "travel"], True), (["one"], False)]:
        answer = pipe(STATEMENT, labels, multi_label=several)
        cases.append(dict(text=STATEMENT, candidate_labels=labels, multi_label=several, labels=answer["labels"],
                          scores=answer["scores"]))
    return cases


def multiple_choice(pipe):
    choices = ["is an object.", "\U0001f600 handles the entry", "a"]
    encoded = pipe.tokenizer([STATEMENT] * 3, choices, return_tensors="pt", padding=True)
    logits = pipe.model(**{key: value.unsqueeze(0) for key, value in encoded.items()}).logits
    return [dict(text=STATEMENT, choices=choices, scores=logits[0].softmax(-1).tolist())]


LIMIT, STRIDE = 128, 21


def windows(pipe, *texts):
    """Windows of LIMIT tokens over the last text, which overlap by STRIDE tokens, each with the place of that text's
    tokens in it (at), the number of those before it (first), and which of its tokens are its own: each token belongs to
    the window that has more text around it. Cut by hand, because the tokenizers library of this time (0.23) drops what
    lies after the second window; 0.21 cut the same windows."""
    around = pipe.tokenizer(*["a"] * len(texts))
    last = [i for i, sequence in enumerate(around.sequence_ids()) if sequence == len(texts) - 1]
    before, after = around["input_ids"][:last[0]], around["input_ids"][last[-1] + 1:]
    if len(texts) == 2:
        before = pipe.tokenizer(texts[0], "a")["input_ids"][:-len(after) - len(last)]
    encoded = pipe.tokenizer(texts[-1], add_special_tokens=False, return_offsets_mapping=True)
    tokens, room = encoded["input_ids"], LIMIT - len(before) - len(after)
    result = []
    for first in range(0, len(tokens), room - STRIDE):
        part = tokens[first:first + room]
        ids = before + part + after
        outputs = pipe.model(torch.tensor([ids]))
        offsets = [(0, 0)] * len(before) + encoded["offset_mapping"][first:first + room] + [(0, 0)] * len(after)
        result.append(SimpleNamespace(ids=ids, at=range(len(before), len(before) + len(part)), first=first,
                                      outputs=outputs, own=None, offsets=offsets))
        if first + room >= len(tokens):
            break
    start = 0
    for window, following in zip(result, result[1:] + [None]):
        end = window.first + len(window.at) - (STRIDE // 2 if following else 0)
        window.own = range(start, end)
        start = end
    assert len(result) > 2
    return result


def weighted(values, parts):
    weights = torch.tensor([float(len(part.own)) for part in parts])
    return ((torch.stack(values) * weights[:, None]).sum(0) / weights.sum()).tolist()


def long_text_classification(pipe):
    parts = windows(pipe, LONG)
    scores = weighted([part.outputs.logits[0].softmax(-1) for part in parts], parts)
    return dict(text=LONG, windows=[part.ids for part in parts],
                probabilities={pipe.model.config.id2label[i]: score for i, score in enumerate(scores)})


def long_embedding(pipe):
    parts = windows(pipe, LONG)
    states = [part.outputs.last_hidden_state[0] for part in parts]
    return dict(text=LONG, mean=weighted([state.mean(0) for state in states], parts),
                cls=weighted([state[0] for state in states], parts),
                max=torch.stack([state.max(0).values for state in states]).max(0).values.tolist())


def long_question_answering(pipe):
    question = "What is an object?"
    parts = windows(pipe, question, LONG)
    starts, ends, spans, none = [], [], {}, []
    for part in parts:
        start, end = part.outputs.start_logits[0].double(), part.outputs.end_logits[0].double()
        starts.append(start[[0, *part.at]])
        ends.append(end[[0, *part.at]])
        none.append(float(start[0] + end[0]))
        for i in part.at:
            for j in range(i, min(i + 15, part.at[-1] + 1)):
                span = units(LONG, part.offsets[i][0]), units(LONG, part.offsets[j][1])
                spans[span] = max(spans.get(span, -1e9), float(start[i] + end[j]))
    total = float(torch.cat(starts).logsumexp(0) + torch.cat(ends).logsumexp(0))
    raw = LONG.encode("utf-16-le")
    best = [dict(text=raw[2 * a:2 * b].decode("utf-16-le"), start=a, end=b, score=float(np.exp(score - total)))
            for (a, b), score in sorted(spans.items(), key=lambda item: -item[1])[:5]]
    nothing = dict(text="", start=0, end=0, score=float(np.exp(min(none) - total)))
    return dict(text=LONG, question=question, windows=[part.ids for part in parts], best=best,
                best_or_none=sorted(best + [nothing], key=lambda span: -span["score"])[:5])


def long_token_classification(pipe):
    parts = windows(pipe, LONG)
    scores = torch.cat([part.outputs.logits[0].softmax(-1)[[part.at[token - part.first] for token in part.own]]
                        for part in parts]).numpy()
    encoded = pipe.tokenizer(LONG, return_offsets_mapping=True, add_special_tokens=False)
    case = dict(text=LONG)
    for strategy in pipe.postprocess.__globals__["AggregationStrategy"]:
        tokens = pipe.gather_pre_entities(LONG, np.array(encoded["input_ids"]), scores, encoded["offset_mapping"],
                                          np.zeros(len(scores)), strategy)
        rows = [row for row in pipe.aggregate(tokens, strategy) if row.get("entity", row.get("entity_group")) != "O"]
        case[strategy.value] = [dict(
            entity=row.get("entity", row.get("entity_group")), score=float(row["score"]),
            start=units(LONG, row["start"]), end=units(LONG, row["end"])) for row in rows][::10]
    return case


def long_fill_mask(pipe):
    mask = pipe.tokenizer.mask_token
    text = f"The {mask} begins. {LONG} In the {mask} is more. {LONG} The {mask} ends."
    parts = windows(pipe, text)
    answers = []
    for part in parts:
        for token in part.own:
            at = part.at[token - part.first]
            if part.ids[at] == pipe.tokenizer.mask_token_id:
                values, ids = part.outputs.logits[0, at].softmax(-1).topk(5)
                answers.append([dict(id=i, token=pipe.tokenizer.convert_ids_to_tokens(i),
                                     text=pipe.tokenizer.decode([i]), probability=value)
                                for i, value in zip(ids.tolist(), values.tolist())])
    assert len(answers) == 3
    return dict(text=text, masks=answers)


NER = dict(num_labels=5, id2label={0: "O", 1: "B-PER", 2: "I-PER", 3: "B-LOC", 4: "I-LOC"},
           label2id={"O": 0, "B-PER": 1, "I-PER": 2, "B-LOC": 3, "I-LOC": 4})
NLI = dict(num_labels=3, id2label={0: "entailment", 1: "neutral", 2: "contradiction"},
           label2id={"entailment": 0, "neutral": 1, "contradiction": 2})

# case -> (class, tokenizer, configuration, pipeline, what to ask of it)
CASES = {
    "longformer-fill-mask": ("LongformerForMaskedLM", "byte-pairs", LONGFORMER, "fill-mask", fill_mask),
    "longformer-text-classification": (
        "LongformerForSequenceClassification", "byte-pairs", dict(LONGFORMER, num_labels=3), "text-classification",
        text_classification),
    "longformer-embedding": ("LongformerModel", "byte-pairs", LONGFORMER, "feature-extraction", embedding),
    "bigbird-embedding": (
        "BigBirdModel", "pieces", dict(BERT, block_size=4, num_random_blocks=1, pad_token_id=0, sep_token_id=5),
        "feature-extraction", embedding),
    "reformer-embedding": (
        "ReformerModel", "pieces", dict(
            vocab_size=WORDS, hidden_size=24, num_attention_heads=2, attention_head_size=12, feed_forward_size=40,
            attn_layers=["local", "local"], local_attn_chunk_length=8, axial_pos_embds=False, is_decoder=False,
            max_position_embeddings=128, pad_token_id=0), "feature-extraction", embedding),
    "roberta-text-classification": (
        "RobertaForSequenceClassification", "pieces",
        dict(SIZES, max_position_embeddings=132, type_vocab_size=2, pad_token_id=0, num_labels=3,
             problem_type="multi_label_classification"), "text-classification", text_classification),
    "longformer-question-answering": ("LongformerForQuestionAnswering", "byte-pairs", LONGFORMER, None,
                                      question_answering),
    "longformer-token-classification": (
        "LongformerForTokenClassification", "byte-pairs", dict(LONGFORMER, **NER), "token-classification",
        token_classification),
    "longformer-multiple-choice": ("LongformerForMultipleChoice", "byte-pairs", LONGFORMER, None, multiple_choice),
    "bert-token-classification": (
        "BertForTokenClassification", "word-pieces", dict(BERT, **NER), "token-classification", token_classification),
    "bert-question-answering": ("BertForQuestionAnswering", "pieces", BERT, None, question_answering),
    "bert-pairs": ("BertForSequenceClassification", "word-pieces", dict(BERT, **NLI), "text-classification", pairs),
    "bert-zero-shot": (
        "BertForSequenceClassification", "word-pieces", dict(BERT, **NLI), "zero-shot-classification", zero_shot),
    "bert-fill-mask": ("BertForMaskedLM", "word-pieces", BERT, "fill-mask", fill_mask),
    "bert-regression": (
        "BertForSequenceClassification", "word-pieces", dict(BERT, num_labels=1, problem_type="regression"),
        "text-classification", text_classification),
    "xlnet-text-classification": (
        "XLNetForSequenceClassification", "xlnet-pieces", dict(XLNET, num_labels=3), "text-classification", text_classification),
    "xlnet-embedding": ("XLNetModel", "xlnet-pieces", XLNET, "feature-extraction", embedding),
}


def make(root, case):
    name, tokenizer_name, settings, task, ask = CASES[case]
    torch.manual_seed(sum(map(ord, case)))
    model_class = getattr(transformers, name)
    model = model_class(model_class.config_class(**settings)).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.15)
    folder = root / "models" / case
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    tokenizer = AutoTokenizer.from_pretrained(root / "tokenizers" / tokenizer_name)
    with torch.no_grad():
        pipe = SimpleNamespace(model=model, tokenizer=tokenizer)
        if task:
            pipe = pipeline(task, model=model, tokenizer=tokenizer, device="cpu")
        long = globals().get("long_" + ask.__name__)
        cases = ask(pipe)
        expected = dict(task=task or ask.__name__.replace("_", "-"), tokenizer=tokenizer_name,
                        transformers=transformers.__version__, cases=cases)
        if long and name.startswith("Longformer"):
            expected["long"] = dict(long(pipe), stride=STRIDE)
    (folder / "expected.json").write_text(json.dumps(expected, indent=1, ensure_ascii=True))


def make_tokenizer(root, name):
    folder = root / "tokenizers" / name
    if not folder.exists():
        TOKENIZERS[name](folder)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    cases = []
    for text in TEXTS + [LONG]:
        encoded = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
        cases.append(dict(text=text, ids=encoded["input_ids"],
                          starts=[units(text, start) for start, _ in encoded["offset_mapping"]],
                          ends=[units(text, end) for _, end in encoded["offset_mapping"]]))
    (folder / "expected.json").write_text(json.dumps(dict(cases=cases), ensure_ascii=True))


if __name__ == "__main__":
    root = Path(sys.argv[1])
    for tokenizer in TOKENIZERS:
        make_tokenizer(root, tokenizer)
    for case in sys.argv[2:] or CASES:
        make(root, case)
