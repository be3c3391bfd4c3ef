"""The matcher over names and phrases, without a database."""

import pytest

from conditions.matcher import Matcher, TextKind, text_of
from conditions.search_texts import short_texts
from conditions.search_words import stems

PAGES = {
    "burnout": short_texts(
        "Burnout",
        "Deep exhaustion from work.",
        "i dread going to work",
        [("everyday", "Burnt out")],
    ),
    "grief": short_texts(
        "Grief", "What you feel after a loss.", "my mom died", [("clinical", "Bereavement")]
    ),
    "ptsd": short_texts(
        "Post-traumatic stress disorder",
        "After a shocking event.",
        "nightmares every night",
        [("abbreviation", "PTSD")],
    ),
    "seasonal": short_texts(
        "Seasonal depression",
        "It comes back each winter.",
        "i get low every winter",
        [("abbreviation", "SAD"), ("everyday", "Winter blues")],
    ),
    "depression": short_texts(
        "Depression", "Low mood that stays.", "i feel sad all the time", [("clinical", "MDD")]
    ),
    "dissociation": short_texts(
        "Dissociation",
        "Feeling cut off.",
        "watching myself from outside",
        [("everyday", "Zoning out")],
    ),
}
SLUGS = list(PAGES)
MATCHER = Matcher(PAGES.values())


def found(query, sentences=()):
    return [SLUGS[item.page] for item in matched(MATCHER, query, sentences)]


def matched(matcher, query, sentences=()):
    words = matcher.read(query)
    hits = matcher.hits(query, words)
    matcher.add_sentences(hits, words, sentences)
    return matcher.ranked(hits, words)


def test_an_index_made_from_an_earlier_one_is_as_one_made_anew():
    changed = [PAGES["ptsd"], short_texts("Loss", "After a loss.", "my dad died", [])]
    changed += [PAGES["burnout"], [(TextKind.PHRASE, "Bereavement")]]
    anew, quick = Matcher(changed), Matcher(changed, before=MATCHER)
    assert (quick.texts, quick.postings, quick.said_on) == (anew.texts, anew.postings, anew.said_on)
    assert quick.speller.counts == anew.speller.counts
    assert quick.speller.name_words == anew.speller.name_words
    kept = {id(text) for text in MATCHER.texts}
    assert any(id(same) in kept for same in Matcher(PAGES.values(), before=MATCHER).texts)


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("BURNOUT", "burnout"),
        ("burn out", "burnout"),
        ("burn-out at work", "burnout"),
        ("bernout", "burnout"),
        ("bereavment", "grief"),
        ("greif", "grief"),
        ("my mother passed away", "grief"),
        ("pstd", "ptsd"),
        ("posttraumatic stress", "ptsd"),
        ("nightmare", "ptsd"),
        ("winterblues", "seasonal"),
        ("seasonal depresion", "seasonal"),
        ("disociation", "dissociation"),
        ("zone out", "dissociation"),
        ("I feel so down", "depression"),
    ],
)
def test_the_page_is_found_first(query, slug):
    assert found(query)[0] == slug


@pytest.mark.parametrize(
    "query", ["knee pain", "how to change a tire", "parking", "asdfghjk", "12345", "the and of", ""]
)
def test_what_is_not_ours_is_not_answered(query):
    assert found(query) == []


def test_an_abbreviation_that_is_an_everyday_word_needs_capitals_in_a_longer_query():
    assert found("do I have SAD this year")[0] == "seasonal"
    assert found("so sad this year, about everything")[0] == "depression"


def test_a_mended_word_is_told():
    words = MATCHER.read("greif at work")
    assert [word.meant for word in words] == ["grief", "", ""]


def test_the_words_that_matched_are_marked():
    query = "what are the winter blues"
    hit = matched(MATCHER, query)[0].hit
    assert (hit.text.text, hit.marked) == ("Winter blues", {0, 1})


def sentence(slug, text, kind=TextKind.BODY):
    return text_of(SLUGS.index(slug), kind, text)


def test_a_name_comes_before_a_sentence_of_another_page():
    said = [sentence("ptsd", "Grief can be a part of it."), sentence("ptsd", "So can more grief.")]
    assert found("grief", said) == ["grief", "ptsd"]


def test_one_word_in_passing_is_no_answer_but_a_sign_is():
    text = "Some people have hallucinations."
    assert found("hallucinations", [sentence("ptsd", text)]) == []
    assert found("hallucinations", [sentence("ptsd", text, TextKind.SIGN)]) == ["ptsd"]


def test_half_a_sentence_is_no_answer():
    said = [sentence("ptsd", "Your voice may shake.", TextKind.SIGN)] * 5
    assert found("strange voice", said) == []


def test_a_sentence_may_lean_on_the_name_of_its_page():
    said = [sentence("seasonal", "You crave bread.", TextKind.SIGN)]
    assert found("craving bread in winter depression", said)[0] == "seasonal"


def test_thousands_of_pages_are_searched_in_a_moment():
    """The bound is wide; a scan over all phrases with an edit distance takes seconds."""
    from time import perf_counter

    many = Matcher(
        short_texts(f"Condition {n}", "One sentence.", f"i feel sad number {n}\nword{n} hurts", [])
        for n in range(2000)
    )
    started = perf_counter()
    for query in ["i feel sad", "word1234 hurts", "conditoin 77", "unknown words entirely"]:
        matched(many, query)
    assert perf_counter() - started < 2


def test_stems_are_what_postings_hold():
    assert all(word in MATCHER.postings for word in stems("burnout bereavement winter"))
