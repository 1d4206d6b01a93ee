"""Makes words-tokenizer.json: the tokenizer of all-MiniLM-L6-v2 with the few words that tests of recipes use.

    python make_words_tokenizer.py all-minilm-l6-v2-tokenizer.json words-tokenizer.json

Its 30,522 words would make nine tenths of a test's model, and of the time that training takes.
"""
import json
import sys

WORDS = """
we have apple pear plum cherry iron copper silver gold red blue green big small and the a an of in to is was are
one two three four five six seven eight nine ten what who where when which kept them ann tom smiles laughs lives
old new saw which metal paris london berlin rome works sees meets likes visits from with for she he they it not no yes mail free money
""".split()

with open(sys.argv[1], encoding="utf-8") as file:
    tokenizer = json.load(file)
special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
pieces = [c for c in tokenizer["model"]["vocab"] if len(c) == 1 and c.isascii()]
tokens = special + pieces + ["##" + c for c in pieces if c.isalnum()] + list(dict.fromkeys(w for w in WORDS if len(w) > 1))
tokenizer["model"]["vocab"] = {token: i for i, token in enumerate(tokens)}
for token in tokenizer["added_tokens"]:
    token["id"] = tokens.index(token["content"])
for name, token in tokenizer["post_processor"]["special_tokens"].items():
    token["ids"] = [tokens.index(name)]
tokenizer["truncation"] = tokenizer["padding"] = None
with open(sys.argv[2], "w", encoding="utf-8") as file:
    json.dump(tokenizer, file, ensure_ascii=False)
    file.write("\n")
