"""Typing errors, mended against the words that the library knows. Pure."""

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 4  # a shorter word is as near to too many others
LIMIT = 10  # how many candidates are looked at
SOUNDS = [("ph", "f"), ("ck", "k"), ("ce", "se"), ("ci", "si"), ("y", "i"), ("z", "s")]


def sound(word):
    """The word as it sounds, roughly, and without doubled letters."""
    for spelled, heard in SOUNDS:
        word = word.replace(spelled, heard)
    return "".join(c for position, c in enumerate(word) if word[position - 1 : position] != c)


def consonants(word):
    return "".join(c for c in word if c not in "aeiou")


def errors_allowed(word):
    """How many letters may be wrong, missing, too many or swapped."""
    if len(word) <= 5:
        return 1
    return 2 if len(word) <= 9 else 3


class Speller:
    """The words of the library, each with how often it is said, and the words of its names."""

    def __init__(self, counts, name_words):
        self.counts = counts
        self.name_words = name_words
        self.words = list(counts)
        self.sounds = [sound(word) for word in self.words]

    def mend(self, word):
        """The word that was meant, and how near it is (0 to 1); None where none is near."""
        if len(word) < SHORTEST or any(c.isdigit() for c in word):
            return None
        heard, allowed = sound(word), errors_allowed(word)
        distances = {}
        ways = [(word, self.words), (heard, self.sounds)]
        for asked, choices in ways if len(heard) >= 3 else ways[:1]:  # "wwww" sounds as "w"
            for position, distance in near(asked, choices, allowed):
                distances[position] = min(distance, distances.get(position, distance))
        if len(word) <= 5:  # "greaf": both wrong letters are vowels
            for position, distance in near(heard, self.sounds, 2):
                if consonants(self.sounds[position]) == consonants(heard):
                    distances.setdefault(position, distance * 0.5)
        best = max(
            (
                (-cost, self.counts[self.words[position]], self.words[position])
                for position, distance in distances.items()
                if (cost := self.cost(word, position, distance)) is not None
            ),
            default=None,
        )
        return best and (best[2], 1 + best[0] / len(word))

    def cost(self, word, position, distance):
        """What the way from a word to one of ours costs; None where it is too far."""
        ours = self.words[position]
        if ours[0] != word[0] and self.sounds[position][0] != sound(word)[0] and distance > 1:
            return None  # few err in the first letter
        if len(word) <= 5 and (ours.startswith(word) or word.startswith(ours)):
            return None  # "tire" is no "tired": a short word that ends elsewhere is another word
        cost = distance + 0.25 * (OSA.distance(word, ours) - distance)
        return cost if cost / max(len(word), len(ours)) <= 0.27 else None

    def split(self, word):
        """The two words that were run together, the second mended if need be; None elsewhere."""
        for cut in range(3, len(word) - 2):
            first, second = word[:cut], word[cut:]
            if first in self.counts and second in self.counts:
                return first, second
        for cut in range(4, len(word) - 3):
            first, mended = word[:cut], self.mend(word[cut:])
            if first in self.name_words and mended and mended[0] in self.name_words:
                return first, mended[0]
        return None


def near(word, choices, allowed):
    """The positions and distances of the choices nearest to a word (optimal string alignment)."""
    found = process.extract(word, choices, scorer=OSA.distance, score_cutoff=allowed, limit=LIMIT)
    return [(position, distance) for _choice, distance, position in found]
