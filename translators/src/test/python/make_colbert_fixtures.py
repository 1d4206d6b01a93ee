"""Makes translators/src/test/resources/colbert: folders of late interaction, and the vectors and scores that
sentence-transformers makes with them.

    python3 -m venv V && V/bin/pip install torch==2.13.* transformers==5.18.* safetensors sentence-transformers==6.0.*
    V/bin/python translators/src/test/python/make_colbert_fixtures.py translators/src/test/resources/colbert

Small BERTs and ModernBERTs with random weights, each in one of the three forms that there are: that of Stanford's ColBERT (class
HF_ColBERT, artifact.metadata), of PyLate (model_type ColBERT) and of sentence-transformers 6 (MultiVectorEncoder). expected.json has
what its MultiVectorEncoder makes of the texts in texts.json, as queries and as documents, and their scores. The Java build never runs
this.
"""
import json
import os
import shutil
import string
import sys
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
import torch
from safetensors.torch import load_file, save_file
from sentence_transformers import MultiVectorEncoder
from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from transformers import BertConfig, BertModel, BertTokenizer, ModernBertConfig, ModernBertModel, PreTrainedTokenizerFast

SIZE = 16
LINES = ["The harbour of Paris was closed by ice until March, said Mueller.", "Bees make honey.",
         "query: How many people live in New York City today?", "passage: Represent it, for retrieval: \"now\"!"] * 20
QUERIES = ["where is the harbour?", "Bees", "How many people live in New York City today, and how many in Paris?"]
DOCUMENTS = ["The harbour of Paris was CLOSED, by ice: until March!", "Bees make honey.",
             "How many people live in New York City today? " * 3, "bees"]
ST = "sentence_transformers."


def loud(model):
    """Weights large enough that errors show."""
    generator = torch.Generator().manual_seed(7)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.add_(torch.randn(parameter.shape, generator=generator) * (0.05 if "orm" in name else 0.3))
    return model.eval()


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def bert(folder):
    folder.mkdir(parents=True)
    torch.manual_seed(0)
    loud(BertModel(BertConfig(vocab_size=160, hidden_size=SIZE, num_hidden_layers=2, num_attention_heads=2, intermediate_size=20,
                              max_position_embeddings=48), add_pooling_layer=False)).save_pretrained(folder)
    words = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    words.normalizer = normalizers.BertNormalizer(lowercase=True)
    words.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    words.train_from_iterator(LINES, trainers.WordPieceTrainer(
        vocab_size=160, special_tokens=["[PAD]", "[unused0]", "[unused1]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]))
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(word for word, _ in sorted(words.get_vocab().items(), key=lambda x: x[1])) + "\n")
    BertTokenizer(vocab=str(vocabulary), model_max_length=48, do_lower_case=True).save_pretrained(folder)
    vocabulary.unlink()


def modernbert(folder, added):
    folder.mkdir(parents=True)
    torch.manual_seed(1)
    words = Tokenizer(models.BPE())
    words.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    words.train_from_iterator(LINES, trainers.BpeTrainer(
        vocab_size=158 - len(added), special_tokens=special, initial_alphabet=list(string.ascii_letters + ",.:?!")))
    words.add_tokens([AddedToken(token, normalized=True, special=False) for token in added])
    words.post_processor = processors.TemplateProcessing(
        single="[CLS]:0 $A:0 [SEP]:0", pair="[CLS]:0 $A:0 [SEP]:0 $B:0 [SEP]:0", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    PreTrainedTokenizerFast(tokenizer_object=words, model_max_length=48, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]",
                            sep_token="[SEP]", mask_token="[MASK]").save_pretrained(folder)
    loud(ModernBertModel(ModernBertConfig(
        vocab_size=160, hidden_size=SIZE, intermediate_size=20, num_hidden_layers=4, num_attention_heads=2, max_position_embeddings=64,
        local_attention=16, pad_token_id=0, bos_token_id=2, cls_token_id=2, eos_token_id=3, sep_token_id=3))).save_pretrained(folder)


def dense(folder, inputs, outputs, seed, **more):
    write(folder / "config.json", {"in_features": inputs, "out_features": outputs, "bias": False,
                                   "activation_function": "torch.nn.modules.linear.Identity", **more})
    generator = torch.Generator().manual_seed(seed)
    weights = {"linear.weight": torch.randn(outputs, inputs, generator=generator)}
    if more.get("use_residual"):
        weights["residual.weight"] = torch.randn(outputs, inputs, generator=generator)
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


def modules(folder, *entries):
    write(folder / "modules.json", [
        {"idx": i, "name": str(i), "path": path, "type": kind} for i, (path, kind) in enumerate(entries)])


def stanford(folder, **metadata):
    bert(folder)
    config = json.loads((folder / "config.json").read_text())
    write(folder / "config.json", {**config, "architectures": ["HF_ColBERT"]})
    tensors = {"bert." + name: tensor for name, tensor in load_file(folder / "model.safetensors").items()}
    tensors["linear.weight"] = torch.randn(6, SIZE, generator=torch.Generator().manual_seed(3))
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    write(folder / "artifact.metadata", {"dim": 6, "similarity": "cosine", **metadata})


def cases(root):
    stanford(root / "stanford", query_token_id="[unused0]", doc_token_id="[unused1]", query_maxlen=24, doc_maxlen=20,
             attend_to_mask_tokens=False, mask_punctuation=True)
    stanford(root / "stanford-attending", query_maxlen=26, attend_to_mask_tokens=True, mask_punctuation=False)

    folder = root / "pylate"
    modernbert(folder, ["[Q] ", "[D] "])
    modules(folder, ("", ST + "models.Transformer"), ("1_Dense", "pylate.models.Dense.Dense"))
    dense(folder / "1_Dense", SIZE, 8, 4)
    write(folder / "sentence_bert_config.json", {"max_seq_length": 30, "do_lower_case": False})
    write(folder / "config_sentence_transformers.json", {
        "__version__": {"sentence_transformers": "4.0.2"}, "model_type": "ColBERT", "prompts": {}, "default_prompt_name": None,
        "similarity_fn_name": "MaxSim", "query_prefix": "[Q] ", "document_prefix": "[D] ", "query_length": 40, "document_length": 30,
        "attend_to_expansion_tokens": False, "skiplist_words": list(string.punctuation)})

    folder = root / "pylate-two-dense"
    bert(folder)
    modules(folder, ("", ST + "models.Transformer"), ("1_Dense", "pylate.models.Dense.Dense"), ("2_Dense", "pylate.models.Dense.Dense"))
    dense(folder / "1_Dense", SIZE, 12, 5, use_residual=True)
    dense(folder / "2_Dense", 12, 8, 6)
    write(folder / "sentence_bert_config.json", {"max_seq_length": 40, "do_lower_case": False})
    write(folder / "config_sentence_transformers.json", {
        "model_type": "ColBERT", "prompts": {"query": "[Q] query: ", "document": "passage: "}, "query_prefix": "[Q] ",
        "document_prefix": "[unused1] ", "query_length": 20, "document_length": 36, "do_query_expansion": False})

    folder = root / "version-6"
    bert(folder)
    modules(folder, ("", ST + "base.modules.transformer.Transformer"), ("1_Dense", ST + "base.modules.dense.Dense"),
            ("2_MultiVectorMask", ST + "multi_vector_encoder.modules.multi_vector_mask.MultiVectorMask"),
            ("3_Normalize", ST + "base.modules.normalize.Normalize"))
    dense(folder / "1_Dense", SIZE, 8, 7, module_input_name="token_embeddings", module_output_name="token_embeddings")
    write(folder / "2_MultiVectorMask" / "config.json", {
        "skiplist_words": ["?", "the", "not in it"], "skiplist_tasks": ["query", "document"], "keep_only_token_ids": None})
    write(folder / "3_Normalize" / "config.json", {"module_input_name": "token_embeddings", "module_output_name": "token_embeddings"})
    write(folder / "sentence_bert_config.json", {
        "transformer_task": "feature-extraction", "module_output_name": "token_embeddings", "query_length": 30,
        "query_expansion": {"strategy": "min", "attend": True, "token": "[unused0]", "length": 12},
        "modality_config": {"text": {"method": "forward", "method_output_name": "last_hidden_state"}}})
    write(folder / "config_sentence_transformers.json", {
        "model_type": "MultiVectorEncoder", "prompts": {"query": "query: ", "passage": "passage: "}, "default_prompt_name": None,
        "similarity_fn_name": "meanmaxsim"})

    folder = root / "version-6-plain"
    modernbert(folder, [])
    modules(folder, ("", ST + "base.modules.transformer.Transformer"), ("1_Normalize", ST + "base.modules.normalize.Normalize"))
    write(folder / "1_Normalize" / "config.json", {"module_input_name": "token_embeddings", "module_output_name": "token_embeddings"})
    write(folder / "sentence_bert_config.json", {"max_seq_length": 44, "document_length": 40})
    write(folder / "config_sentence_transformers.json", {"model_type": "MultiVectorEncoder", "prompts": {"query": None, "document": None}})


def main(root):
    for folder in root.iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)
    cases(root)
    write(root / "texts.json", {"queries": QUERIES, "documents": DOCUMENTS})
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        model = MultiVectorEncoder(str(folder), device="cpu")
        queries, documents = model.encode_query(QUERIES), model.encode_document(DOCUMENTS)

        def rounded(vectors):
            return [[[round(float(x), 7) for x in vector] for vector in text] for text in vectors]

        scores = [[round(float(x), 6) for x in row] for row in model.similarity(queries, documents)]
        path = folder / "expected.json"
        path.write_text(json.dumps({"queries": rounded(queries), "documents": rounded(documents), "scores": scores}) + "\n")
        print(folder.name, [len(text) for text in queries], [len(text) for text in documents], scores[0])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
