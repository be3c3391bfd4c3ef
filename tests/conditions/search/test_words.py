"""Words of a query and of a page become the same, however they are written."""

import pytest

from conditions.search_words import groups_of, importance, plain, stem, stems


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PTSD", "ptsd"),
        ("I can’t", "i cant"),
        ("Café", "cafe"),
        ("burn-out", "burn out"),
        ("depersonalisation", "depersonalization"),
        ("behaviour", "behavior"),
        ("counselling", "counseling"),
        ("anxieties", "anxiety"),
        ("depressed", "depression"),
        ("dissociating", "dissociative"),
        ("grieving", "grieve"),
        ("frozen", "freeze"),
        ("mum", "mother"),
    ],
)
def test_two_spellings_or_forms_are_one_word(one, other):
    assert stems(one) == stems(other)


@pytest.mark.parametrize(("one", "other"), [("tire", "tired"), ("clinic", "clinical")])
def test_words_that_only_look_alike_stay_apart(one, other):
    assert stem(one) != stem(other)


def test_nothing_but_letters_and_digits_is_left():
    assert plain("  Q: “Why—oh why?!”\x00\u202e🙂 ") == "q why oh why"
    assert plain("!!! … 🙂") == ""


def test_fillers_say_nothing_and_weak_words_little():
    assert importance(stem("the")) == 0
    assert 0 < importance(stem("feeling")) < importance(stem("panic"))


def groups(text):
    return {group for group, _positions in groups_of(stems(text))}


def test_near_words_share_a_group_and_so_do_expressions():
    assert groups("scared") & groups("frightened")
    assert groups("she passed away") & groups("she died")
    assert not groups("scared") & groups("winter")
