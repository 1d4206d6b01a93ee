"""Makes translators/src/test/resources/fixtures: small checkpoints with the answers of transformers.

    python3 -m venv V && V/bin/pip install torch==2.13.* transformers==5.18.* safetensors
    V/bin/python translators/src/test/python/make_fixtures.py translators/src/test/resources/fixtures [case ...]

Each folder is a Hugging Face model folder (random weights) plus case.safetensors: in.<name> are the
arguments, out.<name> the results, in evaluation mode (in training mode for cases that end in -training). Numbers are made larger than transformers'
initialisation would, so that a wrong mask or a missing bias shows. The Java build never runs this.
"""
import sys
from pathlib import Path

import torch
import transformers
from safetensors.torch import save_file

BERT = dict(vocab_size=61, hidden_size=24, num_hidden_layers=2, num_attention_heads=3, intermediate_size=40)
LONGFORMER = dict(BERT, attention_window=[4, 8], max_position_embeddings=72, type_vocab_size=1, pad_token_id=1,
                  layer_norm_eps=1e-5)
ROBERTA = dict(BERT, max_position_embeddings=72, type_vocab_size=1, pad_token_id=1, layer_norm_eps=1e-5)
BERT = dict(BERT, max_position_embeddings=64, type_vocab_size=2)
# 42 tokens are 11 blocks, the last of them a part; up to 36 everything sees everything.
BIGBIRD = dict(vocab_size=61, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=24,
               max_position_embeddings=48, block_size=4, num_random_blocks=2, sep_token_id=2)
REFORMER = dict(vocab_size=61, hidden_size=24, num_attention_heads=2, attention_head_size=8, feed_forward_size=40,
                attn_layers=["local", "lsh"], local_attn_chunk_length=4, lsh_attn_chunk_length=8, hash_seed=3,
                local_num_chunks_after=1, lsh_num_chunks_after=1, num_hashes=2, num_buckets=[2, 4],
                axial_pos_shape=[6, 8], axial_pos_embds_dim=[8, 16], max_position_embeddings=48)
REFORMER_DECODER = dict(REFORMER, is_decoder=True, local_num_chunks_after=0, lsh_num_chunks_after=0)

CONVBERT = dict(BERT, num_attention_heads=4, conv_kernel_size=5, embedding_size=16, pad_token_id=0)
NYSTROMFORMER = dict(BERT, num_landmarks=8, segment_means_seq_len=8, conv_kernel_size=5, pad_token_id=1)


def lengths(batch, length, pad, shape=None):
    """Random ids of which the second row is padded on the right."""
    ids = torch.randint(4, 61, (batch, length))
    mask = torch.ones_like(ids)
    ids[1, length * 2 // 3:] = pad
    mask[1, length * 2 // 3:] = 0
    return dict(input_ids=ids, attention_mask=mask)


def unpadded(length):
    return dict(input_ids=torch.randint(4, 61, (2, length)))


def global_mask(inputs, *positions):
    mask = torch.zeros_like(inputs["input_ids"])
    for row, position in positions:
        mask[row, position] = 1
    return dict(inputs, global_attention_mask=mask)


def separated(inputs, pad, *positions):
    """Puts three separators (id 2) into each row: after the question twice, and at the end."""
    ids = inputs["input_ids"]
    flat, masks = ids.view(-1, ids.shape[-1]), inputs["attention_mask"].view(-1, ids.shape[-1])
    for row, mask in zip(flat, masks):
        end = int(mask.sum()) - 1
        row[[5, 6, end]] = 2
    return inputs


def choices(pad, count=3, length=20):
    return dict(input_ids=torch.randint(4, 61, (2, count, length)), attention_mask=torch.ones(2, count, length, dtype=torch.long))


def typed(inputs):
    return dict(inputs, token_type_ids=torch.randint(0, 2, inputs["input_ids"].shape))


def question(inputs):
    """A separator after the question of the first row; the second has none."""
    inputs["input_ids"][0, 5] = 2
    return inputs


# case -> (class, configuration, arguments, whether pytorch_model.bin is written too)
CASES = {
    "longformer-model": ("LongformerModel", LONGFORMER, lambda: global_mask(lengths(2, 45, 1), (0, 0), (0, 21), (1, 3)), True),
    "longformer-model-no-global": ("LongformerModel", LONGFORMER, lambda: lengths(2, 45, 1), False),
    "longformer-masked-lm": ("LongformerForMaskedLM", LONGFORMER, lambda: global_mask(lengths(2, 45, 1), (1, 0)), True),
    "longformer-sequence-classification": ("LongformerForSequenceClassification", dict(LONGFORMER, num_labels=3), lambda: lengths(2, 45, 1), False),
    "longformer-token-classification": ("LongformerForTokenClassification", dict(LONGFORMER, num_labels=5), lambda: lengths(2, 45, 1), False),
    "longformer-question-answering": ("LongformerForQuestionAnswering", LONGFORMER, lambda: separated(lengths(2, 45, 1), 1), False),
    "longformer-multiple-choice": ("LongformerForMultipleChoice", LONGFORMER, lambda: separated(choices(1), 1), False),
    "bert-model": ("BertModel", BERT, lambda: dict(lengths(2, 45, 0), token_type_ids=torch.randint(0, 2, (2, 45))), True),
    "bert-masked-lm": ("BertForMaskedLM", BERT, lambda: lengths(2, 45, 0), True),
    "bert-masked-lm-untied": ("BertForMaskedLM", dict(BERT, tie_word_embeddings=False), lambda: lengths(2, 45, 0), True),
    "bert-pretraining": ("BertForPreTraining", BERT, lambda: lengths(2, 45, 0), False),
    "bert-sequence-classification": ("BertForSequenceClassification", dict(BERT, num_labels=3), lambda: lengths(2, 45, 0), False),
    "bert-token-classification": ("BertForTokenClassification", dict(BERT, num_labels=5), lambda: lengths(2, 45, 0), False),
    "bert-question-answering": ("BertForQuestionAnswering", BERT, lambda: lengths(2, 45, 0), False),
    "bert-multiple-choice": ("BertForMultipleChoice", BERT, lambda: choices(0), False),
    "roberta-model": ("RobertaModel", ROBERTA, lambda: lengths(2, 45, 1), False),
    "roberta-masked-lm": ("RobertaForMaskedLM", ROBERTA, lambda: lengths(2, 45, 1), True),
    "roberta-causal-lm": ("RobertaForCausalLM", dict(ROBERTA, is_decoder=True, use_cache=False), lambda: lengths(2, 45, 1), False),
    "roberta-sequence-classification": ("RobertaForSequenceClassification", dict(ROBERTA, num_labels=3), lambda: lengths(2, 45, 1), False),
    "bigbird-model": ("BigBirdModel", BIGBIRD, lambda: typed(lengths(2, 42, 0)), True),
    "bigbird-model-rescaled-no-bias": ("BigBirdModel", dict(BIGBIRD, use_bias=False, rescale_embeddings=True, num_random_blocks=1), lambda: lengths(2, 44, 0), False),
    "bigbird-model-short": ("BigBirdModel", BIGBIRD, lambda: lengths(2, 36, 0), False),
    "bigbird-model-original-full": ("BigBirdModel", dict(BIGBIRD, attention_type="original_full", use_bias=False), lambda: lengths(2, 42, 0), False),
    # Random blocks as in training, with nothing dropped.
    "bigbird-model-training": ("BigBirdModel", dict(BIGBIRD, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0), lambda: lengths(2, 46, 0), False),
    "bigbird-masked-lm": ("BigBirdForMaskedLM", BIGBIRD, lambda: lengths(2, 42, 0), False),
    "bigbird-pretraining": ("BigBirdForPreTraining", BIGBIRD, lambda: typed(lengths(2, 42, 0)), False),
    "bigbird-causal-lm": ("BigBirdForCausalLM", dict(BIGBIRD, is_decoder=True, attention_type="original_full", use_cache=False), lambda: lengths(2, 42, 0), False),
    "bigbird-sequence-classification": ("BigBirdForSequenceClassification", dict(BIGBIRD, num_labels=3), lambda: lengths(2, 42, 0), False),
    "bigbird-token-classification": ("BigBirdForTokenClassification", dict(BIGBIRD, num_labels=5), lambda: lengths(2, 42, 0), False),
    "bigbird-question-answering": ("BigBirdForQuestionAnswering", BIGBIRD, lambda: question(lengths(2, 42, 0)), False),
    "bigbird-multiple-choice": ("BigBirdForMultipleChoice", BIGBIRD, lambda: choices(0, 2, 39), False),
    # The feed forward cut in two; embeddings narrower than the hidden states.
    "convbert-model-groups": ("ConvBertModel", dict(CONVBERT, num_groups=2), lambda: typed(lengths(2, 42, 0)), False),
    "convbert-multiple-choice": ("ConvBertForMultipleChoice", dict(CONVBERT, embedding_size=24), lambda: choices(0), False),
    "nystromformer-multiple-choice": ("NystromformerForMultipleChoice", NYSTROMFORMER, lambda: choices(1), False),
    "reformer-model": ("ReformerModel", REFORMER, lambda: lengths(2, 45, 0), True),
    # Buckets by the length, and in two factors as there are many.
    "reformer-causal-lm": ("ReformerModelWithLMHead", dict(REFORMER_DECODER, num_buckets=None, lsh_attn_chunk_length=2, chunk_size_feed_forward=12), lambda: unpadded(45), True),
    # Also continued: generate.safetensors.
    "reformer-causal-lm-generate": ("ReformerModelWithLMHead", dict(REFORMER_DECODER, num_hashes=3), lambda: unpadded(21), False),
    "reformer-causal-lm-one-chunk": ("ReformerModelWithLMHead", REFORMER_DECODER, lambda: unpadded(4), False),
    "reformer-masked-lm": ("ReformerForMaskedLM", dict(REFORMER, num_buckets=8, axial_pos_embds=False), lambda: dict(lengths(2, 48, 0), position_ids=torch.randint(0, 48, (2, 48))), False),
    "reformer-sequence-classification": ("ReformerForSequenceClassification", dict(REFORMER, num_hashes=1, num_labels=3), lambda: lengths(2, 48, 0), False),
    "reformer-question-answering": ("ReformerForQuestionAnswering", dict(REFORMER, attn_layers=["lsh", "lsh"]), lambda: lengths(2, 48, 0), False),
}


def generate(folder, model):
    """Continues a prompt greedily. Without the cache, which shows a token other keys than the whole text would."""
    prompt = torch.randint(4, 61, (1, 7))
    text = model.generate(prompt, max_length=44, do_sample=False, use_cache=False, eos_token_id=None)
    save_file({"in.input_ids": prompt, "out.generated": text}, folder / "generate.safetensors")


def make(folder, case):
    name, settings, arguments, pickle = CASES[case]
    torch.manual_seed(sum(map(ord, case)))
    model_class = getattr(transformers, name)
    model = model_class(model_class.config_class(**settings)).train(case.endswith("-training"))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.08)
        if case.endswith("-generate"):
            # Version 5 leaves it out of what it generates, too.
            model.lm_head.bias.zero_()
    inputs = arguments()
    with torch.no_grad():
        outputs = model(**inputs, output_hidden_states=True)
        if case.startswith("reformer") and "logits" in outputs and hasattr(model, "lm_head"):
            # Version 5 leaves the bias out.
            outputs["logits"] = outputs.logits + model.lm_head.bias
    model.save_pretrained(folder / case)
    if case.endswith("-generate"):
        generate(folder / case, model)
    if pickle:
        torch.save(model.state_dict(), folder / case / "pytorch_model.bin")
    tensors = {"in." + key: value.contiguous() for key, value in inputs.items()}
    for key, value in outputs.items():
        if key == "hidden_states":
            # Reformer doesn't cut the padding off again.
            length = inputs["input_ids"].shape[-1]
            tensors.update({f"out.hidden_states.{i}": state[:, :length].contiguous() for i, state in enumerate(value)})
        elif torch.is_tensor(value):
            tensors["out." + key] = value.contiguous()
    tensors = {key: value.clone() for key, value in tensors.items()}
    metadata = dict(transformers=transformers.__version__, torch=torch.__version__, **{"class": name})
    save_file(tensors, folder / case / "case.safetensors", metadata)
    (folder / case / "generation_config.json").unlink(missing_ok=True)


if __name__ == "__main__":
    for case in sys.argv[2:] or CASES:
        make(Path(sys.argv[1]), case)
