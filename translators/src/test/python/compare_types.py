"""Makes encoders of base size with random weights, and prints how far float16 and bfloat16 are from float32 in transformers.

python compare_types.py FOLDER, with torch 2.11 and transformers 5.17 on a GPU. The models stay in FOLDER.
"""

import pathlib
import sys

import torch
from transformers import BertConfig, BertModel, BigBirdConfig, BigBirdModel, LongformerConfig, LongformerModel
from transformers import ModernBertConfig, ModernBertModel

MODELS = {
    "bert": lambda: BertModel(BertConfig(vocab_size=1000, max_position_embeddings=8192), add_pooling_layer=False),
    "longformer": lambda: LongformerModel(
        LongformerConfig(vocab_size=1000, attention_window=512, max_position_embeddings=8194, pad_token_id=1,
                         type_vocab_size=1, sep_token_id=2), add_pooling_layer=False),
    "bigbird": lambda: BigBirdModel(
        BigBirdConfig(vocab_size=1000, max_position_embeddings=8192, attention_type="block_sparse", block_size=64,
                      num_random_blocks=3), add_pooling_layer=False),
    "modernbert": lambda: ModernBertModel(
        ModernBertConfig(vocab_size=1000, pad_token_id=0, bos_token_id=2, eos_token_id=3, cls_token_id=2,
                         sep_token_id=3)),
}


def main(folder):
    torch.manual_seed(0)
    ids = torch.tensor([[5 + (i * 7919 + 13) % 990 for i in range(1024)]]).cuda()
    for name, make in MODELS.items():
        model = make()
        model.save_pretrained(folder / name)
        model = model.eval().cuda()
        with torch.no_grad():
            exact = model(ids).last_hidden_state
            for dtype in (torch.float16, torch.bfloat16):
                rounded = type(model).from_pretrained(folder / name, dtype=dtype).eval().cuda()
                error = (rounded(ids).last_hidden_state.float() - exact).abs()
                print(name, dtype, "mean %.2e, at most %.2e" % (error.mean(), error.max()))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
