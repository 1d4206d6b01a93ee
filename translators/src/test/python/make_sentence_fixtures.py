"""Makes translators/src/test/resources/sentence: folders of sentence-transformers, and the vectors that it makes.

    python3 -m venv V && V/bin/pip install torch==2.13.* transformers==5.18.* safetensors sentence-transformers==6.0.*
    V/bin/python translators/src/test/python/make_sentence_fixtures.py translators/src/test/resources/sentence

encoder/ and classifier/ are small BERTs with random weights; each of the folders in cases/ holds what stands around one
of them, or differs from it, and expected.json with the vectors of sentence-transformers 6, or the scores of its
CrossEncoder. The tests put the two together. In modules.json and 1_Pooling/config.json some folders have the spellings of
versions 2 to 5, others those of version 6. The Java build never runs this.
"""
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
import torch
from safetensors.torch import save_file
from sentence_transformers import CrossEncoder, SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
from transformers import BertConfig, BertForSequenceClassification, BertModel, BertTokenizer

SIZE = 16
LINES = ["The harbour of Paris was closed by ice until March, said M\u00fcller.", "Bees make honey.",
         "query: How many people live in New York City today?", "passage: Represent it for retrieval:"] * 20
TEXTS = ["The Harbour of Paris was CLOSED.", "Bees", "How many people live in New York City today? " * 3, "M\u00fcller, \u0130zmir"]
PAIRS = [["where is the harbour", "The harbour of Paris"], ["where is the harbour", "Bees make honey. " * 4], ["bees", ""]]
OLD = "sentence_transformers.models."
MODES = ["cls_token", "max_tokens", "mean_tokens", "mean_sqrt_len_tokens", "weightedmean_tokens", "lasttoken"]


def loud(model):
    """Weights large enough that errors show."""
    generator = torch.Generator().manual_seed(7)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            scale = 0.05 if "orm" in name else 0.3
            parameter.add_(torch.randn(parameter.shape, generator=generator) * scale)
    return model.eval()


def base(folder, model, **tokenizer):
    model.save_pretrained(folder)
    words = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    words.normalizer = normalizers.BertNormalizer(lowercase=False)
    words.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    words.train_from_iterator(LINES, trainers.WordPieceTrainer(
        vocab_size=250, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]))
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(word for word, _ in sorted(words.get_vocab().items(), key=lambda x: x[1])) + "\n")
    BertTokenizer(vocab=str(vocabulary), model_max_length=64, do_lower_case=False, **tokenizer).save_pretrained(folder)
    vocabulary.unlink()
    strip(folder / "config.json")


def strip(path):
    config = json.loads(path.read_text())
    path.write_text(json.dumps(config, indent=1, sort_keys=True) + "\n")


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def modules(folder, *entries):
    write(folder / "modules.json", [
        {"idx": i, "name": str(i), "path": path, "type": kind} for i, (path, kind) in enumerate(entries)])


def pooling(folder, modes, name="1_Pooling", **more):
    """The truth values of versions 2 to 5."""
    write(folder / name / "config.json", {
        "word_embedding_dimension": SIZE, **{"pooling_mode_" + mode: mode in modes for mode in MODES}, **more})


def dense(folder, name, inputs, outputs, function, bias=True, seed=1, pickle=False, **more):
    write(folder / name / "config.json", {"in_features": inputs, "out_features": outputs, "bias": bias,
                                          "activation_function": function, **more})
    generator = torch.Generator().manual_seed(seed)
    weights = {"linear.weight": torch.randn(outputs, inputs, generator=generator) / 2}
    if bias:
        weights["linear.bias"] = torch.randn(outputs, generator=generator)
    if more.get("use_residual") and inputs != outputs:
        weights["residual.weight"] = torch.randn(outputs, inputs, generator=generator)
    if pickle:
        torch.save(weights, folder / name / "pytorch_model.bin")
    else:
        save_file(weights, folder / name / "model.safetensors", metadata={"format": "pt"})


def settings(folder, name="sentence_bert_config.json", **values):
    write(folder / name, values)


def simple(folder, modes, *more, **settings_of_pooling):
    modules(folder, ("", OLD + "Transformer"), ("1_Pooling", OLD + "Pooling"), *more)
    pooling(folder, modes, **settings_of_pooling)


def cases(root):
    """Writes a folder for each case; yields it with what is asked of the vectors there."""
    def case(name):
        return root / name

    for mode in MODES:
        simple(case("pooling-" + mode), [mode])
        yield case("pooling-" + mode), {}
    simple(case("several-poolings"), ["lasttoken", "cls_token", "mean_tokens"], ("2_Normalize", OLD + "Normalize"))
    yield case("several-poolings"), {}

    modules(case("version-6-names"), ("", "sentence_transformers.base.modules.transformer.Transformer"),
            ("1_Pooling", "sentence_transformers.sentence_transformer.modules.pooling.Pooling"),
            ("2_Normalize", "sentence_transformers.base.modules.normalize.Normalize"))
    write(case("version-6-names") / "1_Pooling" / "config.json",
          {"embedding_dimension": SIZE, "pooling_mode": ["mean", "cls"], "include_prompt": True})
    settings(case("version-6-names"), transformer_task="feature-extraction", module_output_name="token_embeddings",
             modality_config={"text": {"method": "forward", "method_output_name": "last_hidden_state"}})
    yield case("version-6-names"), {}

    names = ["Tanh", "ReLU", "GELU", "SiLU", "Sigmoid", "Mish", "Softplus", "ELU", "LeakyReLU", "Softsign", "ReLU6",
             "Hardtanh", "Softmax"]
    more = [(f"{i + 2}_Dense", OLD + "Dense") for i in range(len(names))]
    simple(case("dense-activations"), ["mean_tokens"], *more)
    for i, name in enumerate(names):
        dense(case("dense-activations"), f"{i + 2}_Dense", SIZE if i == 0 else 8, 8,
              "torch.nn.modules.activation." + name, bias=i % 2 == 0, seed=i)
    yield case("dense-activations"), {}

    simple(case("dense-pickle"), ["mean_tokens"], ("2_Dense", OLD + "Dense"), ("3_Normalize", OLD + "Normalize"))
    dense(case("dense-pickle"), "2_Dense", SIZE, 6, "torch.nn.modules.linear.Identity", bias=False, pickle=True)
    yield case("dense-pickle"), {}

    simple(case("dense-residual"), ["cls_token"], ("2_Dense", "sentence_transformers.base.modules.dense.Dense"),
           ("3_Dense", OLD + "Dense"), ("4_LayerNorm", OLD + "LayerNorm"), ("5_Dropout", OLD + "Dropout"))
    dense(case("dense-residual"), "2_Dense", SIZE, 8, "torch.nn.modules.activation.Tanh", use_residual=True)
    dense(case("dense-residual"), "3_Dense", 8, 8, "torch.nn.modules.activation.Tanh", use_residual=True, seed=2,
          module_input_name="sentence_embedding", module_output_name="sentence_embedding")
    write(case("dense-residual") / "4_LayerNorm" / "config.json", {"dimension": 8})
    generator = torch.Generator().manual_seed(5)
    save_file({"norm.weight": torch.randn(8, generator=generator), "norm.bias": torch.randn(8, generator=generator)},
              case("dense-residual") / "4_LayerNorm" / "model.safetensors")
    write(case("dense-residual") / "5_Dropout" / "config.json", {"dropout": 0.5})
    yield case("dense-residual"), {}

    simple(case("prompts"), ["mean_tokens"], ("2_Normalize", OLD + "Normalize"))
    write(case("prompts") / "config_sentence_transformers.json", {
        "__version__": {"sentence_transformers": "3.0.1"}, "similarity_fn_name": "dot", "default_prompt_name": "passage",
        "prompts": {"query": "query: ", "passage": "passage: ", "none": ""}})
    yield case("prompts"), {}
    yield case("prompts"), {"prompt_name": "query"}
    yield case("prompts"), {"prompt_name": "none"}
    yield case("prompts"), {"prompt": "Represent it for retrieval: "}
    yield case("prompts"), {"truncate_dim": 5}
    yield case("prompts"), {"truncate_dim": 5, "normalize_embeddings": True}

    for mode in MODES:
        simple(case("without-prompt-" + mode), [mode], include_prompt=False)
        yield case("without-prompt-" + mode), {"prompt": "Represent it for retrieval:"}

    simple(case("lower-case"), ["mean_tokens"])
    settings(case("lower-case"), max_seq_length=None, do_lower_case=True)
    yield case("lower-case"), {}

    simple(case("short"), ["mean_tokens"])
    settings(case("short"), name="sentence_roberta_config.json", max_seq_length=9, do_lower_case=False)
    yield case("short"), {}

    modules(case("nested"), ("0_Transformer", OLD + "Transformer"), ("1_Pooling", OLD + "Pooling"))
    pooling(case("nested"), ["max_tokens"])
    settings(case("nested") / "0_Transformer", max_seq_length=12, do_lower_case=True)
    yield case("nested"), {}


def cross_encoders(root):
    def case(name, labels, config, model=None):
        write(root / name / "config.patch.json", {"labels": labels, **config})
        if model is not None:
            write(root / name / "config_sentence_transformers.json", model)
            modules(root / name, ("", "sentence_transformers.base.modules.transformer.Transformer"))
            settings(root / name, transformer_task="sequence-classification", module_output_name="scores",
                     modality_config={"text": {"method": "forward", "method_output_name": "logits"}})
        return root / name

    yield case("scores-default", 1, {})
    yield case("scores-of-two", 2, {})
    yield case("scores-identity", 1, {"sentence_transformers": {
        "activation_fn": "torch.nn.modules.linear.Identity", "version": "4.1.0"}})
    yield case("scores-version-2", 2, {"sbert_ce_default_activation_function": "torch.nn.modules.activation.Sigmoid"})
    yield case("scores-version-6", 1, {"sentence_transformers": {"activation_fn": "torch.nn.modules.linear.Identity"}},
               {"model_type": "CrossEncoder", "activation_fn": "torch.nn.modules.activation.Tanh",
                "prompts": {"query": "query: "}, "default_prompt_name": "query"})


def assemble(case, model, target):
    """Puts a case and the model that it stands around together, as the tests do."""
    shutil.copytree(case, target)
    nested = target / "0_Transformer"
    shutil.copytree(model, nested if nested.exists() else target, dirs_exist_ok=True)
    return target


def main(root):
    shutil.rmtree(root / "cases", ignore_errors=True)
    config = dict(vocab_size=250, hidden_size=SIZE, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
                  max_position_embeddings=64)
    for name in ("encoder", "classifier-1", "classifier-2"):
        shutil.rmtree(root / name, ignore_errors=True)
    torch.manual_seed(0)
    base(root / "encoder", loud(BertModel(BertConfig(**config))))
    for labels in (1, 2):
        base(root / f"classifier-{labels}",
             loud(BertForSequenceClassification(BertConfig(**config, num_labels=labels))))
    expected = {}
    for folder, asked in cases(root / "cases"):
        with tempfile.TemporaryDirectory() as scratch:
            model = SentenceTransformer(str(assemble(folder, root / "encoder", Path(scratch) / "model")), device="cpu")
            vectors = model.encode(TEXTS, **asked)
            expected.setdefault(folder, []).append({
                "asked": asked, "similarity": model.similarity_fn_name,
                "vectors": [[float(x) for x in vector] for vector in vectors]})
    for folder in cross_encoders(root / "cases"):
        with tempfile.TemporaryDirectory() as scratch:
            patch = json.loads((folder / "config.patch.json").read_text())
            target = assemble(folder, root / f"classifier-{patch.pop('labels')}", Path(scratch) / "model")
            config = json.loads((target / "config.json").read_text())
            (target / "config.json").write_text(json.dumps({**config, **patch}))
            scores = CrossEncoder(str(target), device="cpu").predict(PAIRS)
            expected[folder] = [[float(x) for x in score] if score.ndim else [float(score)] for score in scores]
    for folder, answers in expected.items():
        write(folder / "expected.json", answers)
    write(root / "texts.json", {"texts": TEXTS, "pairs": PAIRS})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
