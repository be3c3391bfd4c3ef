"""The US school grade of a text, by Flesch and Kincaid.

textstat needs word lists from the net at its first run; counting vowels needs nothing, and errs
upwards by a little, which is the safe side.
"""

import re

from conditions.page_texts import page_texts

VOWELS = re.compile(r"[aeiouy]+")
SILENT_END = re.compile(r"(?<=[^aeiouyl])e$|(?<=[^aeiouytd])ed$")
WORDS = re.compile(r"[A-Za-z][A-Za-z'’]*")

# FACTS of the field: mental-health pages in the wild run at 6 to 17.
AIM = 8
BETTER = 6


def syllables(word):
    """How many syllables a word has, about."""
    return max(1, len(VOWELS.findall(SILENT_END.sub("", word.lower()))))


def sentences(text):
    """The sentences of a text; an item of a list or a heading counts as one."""
    return [part for part in re.split(r"[.!?]+\s|\n", text) if re.search(r"[A-Za-z]", part)]


def grade(text):
    """The Flesch-Kincaid grade (Kincaid et al., 1975). At least 1; a text without words has 0."""
    words = WORDS.findall(text)
    if not words:
        return 0.0
    per_sentence = len(words) / len(sentences(text))
    per_word = sum(map(syllables, words)) / len(words)
    return max(1.0, 0.39 * per_sentence + 11.8 * per_word - 15.59)


def page_grade(page):
    """The grade of a page's summary, sections and relations."""
    return grade("\n".join(text.text for text in page_texts(page) if text.is_prose))


def section_grades(page):
    """The places of a page with the grade of each, the hardest first. Of one place, the worst."""
    grades = {}
    for text in page_texts(page):
        if text.is_prose:
            grades[text.place] = max(grade(text.text), grades.get(text.place, 0))
    return sorted(grades.items(), key=lambda item: -item[1])
