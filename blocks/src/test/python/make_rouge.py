"""Figures for RougeScoresTest: ROUGE as rouge-score 0.1.2 defines it (rouge_scorer.py, tokenize.py
with use_stemmer=False), written from that definition with precision and recall apart, and the
longest common subsequence by recursion. The package itself wasn't at hand.

    python make_rouge.py   # prints the rows of the test
"""

import collections
import functools
import re

PAIRS = [
    ("The cat sat on the mat.", "the cat was on the mat"),
    ("police killed the gunman", "police kill the gunman"),
    ("the gunman kill police", "police kill the gunman"),
    ("the the the the", "the cat"),
    ("A well-known U.S. senator's 2nd vote", "a well known us senators second vote"),
    ("one", "one"),
    ("one", "two words"),
    ("", "something"),
    ("Zürich is Genève", "zurich is geneve"),
    ("a b c d e f g", "a x c b e g f"),
]


def tokens(text):
    return [t for t in re.split(r"\s+", re.sub(r"[^a-z0-9]+", " ", text.lower())) if re.match(r"^[a-z0-9]+$", t)]


def fmeasure(precision, recall):
    return 2 * precision * recall / (precision + recall) if precision + recall > 0 else 0.0


def rouge_n(target, prediction, n):
    grams = [collections.Counter(tuple(x[i : i + n]) for i in range(len(x) - n + 1)) for x in (target, prediction)]
    both = sum(min(count, grams[1][gram]) for gram, count in grams[0].items())
    return fmeasure(both / max(sum(grams[1].values()), 1), both / max(sum(grams[0].values()), 1))


def rouge_l(target, prediction):
    @functools.lru_cache(None)
    def lcs(i, j):
        if i == len(target) or j == len(prediction):
            return 0
        if target[i] == prediction[j]:
            return 1 + lcs(i + 1, j + 1)
        return max(lcs(i + 1, j), lcs(i, j + 1))

    if not target or not prediction:
        return 0.0
    length = lcs(0, 0)
    return fmeasure(length / len(prediction), length / len(target))


for prediction, target in PAIRS:
    p, t = tokens(prediction), tokens(target)
    row = [repr(prediction), repr(target)] + [repr(x) for x in (rouge_n(t, p, 1), rouge_n(t, p, 2), rouge_l(t, p))]
    print('"' + " | ".join(row).replace('"', "'") + '",')
