"""Makes translators/src/test/resources/config/defaults.json: what each configuration of transformers holds where nothing is
given, by model_type, for ConfigDefaultsTest.

    python3 -m venv V && V/bin/pip install torch==2.13.* transformers==5.18.*
    V/bin/python translators/src/test/python/make_config_defaults.py > translators/src/test/resources/config/defaults.json

The Java build never runs this.
"""
import json

from transformers import AutoConfig

TYPES = ["bert", "roberta", "xlm-roberta", "camembert", "longformer", "big_bird", "reformer", "modernbert", "xlnet", "convbert",
         "nystromformer", "distilbert", "mpnet", "longt5", "led", "bigbird_pegasus", "nomic_bert", "eurobert", "gte"]
# Of sampling and of the library, not of the model.
LEFT_OUT = {"transformers_version", "_name_or_path", "output_hidden_states", "output_attentions", "return_dict", "id2label", "label2id",
            "problem_type", "chunk_size_feed_forward", "architectures", "dtype"}

if __name__ == "__main__":
    defaults = {}
    for name in TYPES:
        config = AutoConfig.for_model(name).to_dict()
        defaults[name] = {key: value for key, value in sorted(config.items()) if key not in LEFT_OUT}
    print(json.dumps(defaults, indent=1))
