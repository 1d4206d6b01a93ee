"""Tells the mails of MailCorpus apart by a logistic regression on words: what the mail models are measured against.

    pip install scikit-learn==1.9.1
    python examples/src/main/python/mail_yardstick.py target/mail
"""

import json
import sys
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

# About 512 tokens.
CUT = 400


def read(file):
    mails = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [mail["text"] for mail in mails], [mail["label"] for mail in mails]


def main(folder):
    texts, labels = read(Path(folder) / "train.jsonl")
    words = TfidfVectorizer(min_df=3, sublinear_tf=True)
    model = LogisticRegression(C=30, max_iter=1000).fit(words.fit_transform(texts), labels)
    for name in "validation", "held-out":
        texts, labels = read(Path(folder) / f"{name}.jsonl")
        cut = [" ".join(text.split()[:CUT]) for text in texts]
        for what, some in ("whole", texts), (f"first {CUT} words", cut):
            print(f"{name}, {what}: {model.score(words.transform(some), labels):.4f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
