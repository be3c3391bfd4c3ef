"""The Spanish catalogue holds all that patients read, and its two files say the same."""

import gettext
import re

import pytest

from tests import make_messages
from tests.make_messages import all_of

# How one speaks to a friend. Patients are spoken to with usted.
FAMILIAR = {"tú", "tu", "tus", "te", "ti", "contigo", "puedes", "tienes", "quieres", "vosotros"}


@pytest.fixture(scope="module")
def catalogue():
    return make_messages.written()


def ease(text):
    """How easily a Spanish text is read, by Fernández Huerta (1959). 60 to 70 is for grades 8 and
    9, more is easier. A syllable is a vowel with the weak ones beside it."""
    sentences = [part for part in re.split(r"[.:?!;]\s|\n", text) if part.strip()]
    words = re.findall(r"[^\W\d_]+", re.sub(r"([qg])u(?=[eiéí])", r"\1", text.lower()))
    syllables = sum(
        max(len(re.findall(r"[aeoáéóíú]|[iu]+(?![aeoáéó])", word)), 1) for word in words
    )
    return 206.84 - 60 * syllables / len(words) - 1.02 * len(words) / len(sentences)


def keys(messages):
    return {(message.id, message.context) for message in messages if message.id}


def parts(message):
    """Pairs of the English and the Spanish, one by one."""
    if isinstance(message.id, tuple):
        return list(zip(message.id, message.string, strict=True))
    return [(message.id, message.string)]


def test_every_sentence_for_patients_has_its_spanish(catalogue):
    new = keys(make_messages.sentences()) - keys(catalogue)
    empty = [message.id for message in catalogue if message.id and not all_of(message.string)]
    advice = "Run `make messages`, write their Spanish into django.po, and run it again."
    assert not [*new, *empty], advice


def test_the_catalogue_holds_nothing_else(catalogue):
    gone = keys(catalogue) - keys(make_messages.sentences())
    assert not gone, "Run `make messages`, which drops them."


def test_the_compiled_file_says_exactly_what_the_other_one_says(catalogue):
    expected = {}
    for message in catalogue:
        context = f"{message.context}\x04" if message.context else ""
        for number, (_english, spanish) in enumerate(parts(message)):
            if isinstance(message.id, tuple):
                expected[(context + message.id[0], number)] = spanish
            elif message.id:
                expected[context + message.id] = spanish
    with make_messages.COMPILED.open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    compiled._catalog.pop("")
    assert compiled._catalog == expected, "Run `make messages`."
    assert [compiled.plural(number) for number in (0, 1, 2)] == [1, 0, 1]


def test_each_placeholder_and_each_telephone_number_stands_in_the_spanish_too(catalogue):
    held = re.compile(r"%\(\w+\)s|\{\w+\}|tel:\d+|https://[\w.]+|\b\d{2,}\b")
    for message in catalogue:
        for english, spanish in parts(message):
            assert set(held.findall(english)) <= set(held.findall(spanish)), english
            assert set(re.findall(r"%\(\w+\)s|\{\w+\}", spanish)) <= set(held.findall(english))


def test_who_is_sent_to_988_in_spanish_hears_how_to_get_spanish(catalogue):
    """FACTS section 2: call 988 and press 2, or text AYUDA to 988."""
    for message in catalogue:
        for _english, spanish in parts(message):
            if re.search(r"llame al 988", spanish, re.IGNORECASE) and "Veteran" not in spanish:
                assert "oprima 2" in spanish or "oprima 1" in spanish or len(spanish) < 20, spanish
            if "sms:988" in spanish:
                assert "sms:988?body=AYUDA" in spanish


def test_the_spanish_is_polite_and_its_sentences_are_short(catalogue):
    for message in catalogue:
        for _english, spanish in parts(message):
            words = re.findall(r"\w+", re.sub(r"<[^>]+>", "", spanish).lower())
            assert not FAMILIAR & set(words), spanish
            for sentence in re.split(r"[.:?]\s", re.sub(r"<[^>]+>", "", spanish)):
                assert len(sentence.split()) <= 28, sentence


def test_the_spanish_is_easy_to_read(catalogue):
    pairs = [pair for message in catalogue for pair in parts(message)]
    plain = [re.sub(r"<[^>]+>|%\(\w+\)s|\{\w+\}", "", spanish) for _english, spanish in pairs]
    assert ease("\n".join(text for text in plain if len(text.split()) > 3)) >= 75
    assert ease("La cita es el lunes. Por favor llame si no puede venir.") > 90
    assert ease("La confidencialidad institucional requiere autorizaciones adicionales.") < 0
