"""Makes translators/src/test/resources/config/base-models.json: what AutoModel of transformers says when it loads the folder of a
model with a head, for OtherHeadsTest: names that it leaves unused. A folder that it doesn't know, or loads through code from
elsewhere, isn't there.

    python3 -m venv V && V/bin/pip install torch==2.13.* transformers==5.18.* safetensors
    V/bin/python translators/src/test/python/make_other_heads.py > translators/src/test/resources/config/base-models.json

The Java build never runs this.
"""
import json
import pathlib

import transformers
from transformers import AutoConfig, AutoModel

FIXTURES = pathlib.Path(__file__).parent.parent / "resources/fixtures"

if __name__ == "__main__":
    transformers.logging.set_verbosity_error()
    all = {}
    for folder in sorted(path.parent for path in FIXTURES.glob("*/config.json")):
        names = json.loads((folder / "config.json").read_text()).get("architectures") or ["Model"]
        if names[0].endswith("Model") or not (folder / "model.safetensors").exists():
            continue
        try:
            AutoConfig.from_pretrained(folder)
            _, said = AutoModel.from_pretrained(folder, output_loading_info=True)
        except (ValueError, KeyError, OSError, TypeError):
            continue
        all[folder.name] = sorted(said["unexpected_keys"])
    print(json.dumps(all, indent=1))
