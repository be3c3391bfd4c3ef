"""The US school grade of a text, by Flesch and Kincaid.

textstat needs word lists from the net at its first run; counting vowels needs nothing, and errs
upwards by a little, which is the safe side.
"""

import re

VOWELS = re.compile(r"[aeiouy]+")
SILENT_END = re.compile(r"(?<=[^aeiouyl])e$|(?<=[^aeiouytd])ed$")


def syllables(word):
    """How many syllables a word has, about."""
    return max(1, len(VOWELS.findall(SILENT_END.sub("", word.lower()))))


def sentences(text):
    """The sentences of a text; an item of a list or a heading counts as one."""
    return [part for part in re.split(r"[.!?]+\s|\n", text) if re.search(r"[A-Za-z]", part)]


def grade(text):
    """The Flesch-Kincaid grade (Kincaid et al., 1975)."""
    words = re.findall(r"[A-Za-z][A-Za-z'’]*", text)
    per_sentence = len(words) / len(sentences(text))
    per_word = sum(map(syllables, words)) / len(words)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59
