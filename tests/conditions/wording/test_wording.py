"""The rules about words find what they should, and leave right sentences alone."""

import re
from time import process_time

import pytest

from conditions.page_texts import PageText
from conditions.wording import EXCERPT_LENGTH, problems
from conditions.wording_rules import RULES, SUICIDE_WITHOUT_HELP
from tests.conditions.wording.sentences import FOUND, RIGHT

HARMFUL = {"medicine-order", "suicide-committed", "suicide-success", "suicide-method"}
HELP = PageText("When to get help", "Call or text 988.")


def rules_broken(text):
    """The rules that a text breaks, on a page that says elsewhere where to get help."""
    return {problem.rule for problem in problems([PageText("Overview", text), HELP])}


@pytest.mark.parametrize(
    ("rule", "sentence"), [(rule, text) for rule, texts in FOUND.items() for text in texts]
)
def test_a_rule_finds(rule, sentence):
    assert rule in rules_broken(sentence)


@pytest.mark.parametrize("sentence", RIGHT)
def test_nothing_is_found_in(sentence):
    assert rules_broken(sentence) == set()


def test_every_rule_has_an_advice_a_reason_a_source_and_a_sentence_that_it_finds():
    assert {rule.id for rule in RULES} == set(FOUND)
    assert len(RULES) == len(FOUND)
    for rule in [*RULES, SUICIDE_WITHOUT_HELP]:
        assert rule.advice, rule.id
        assert rule.reason, rule.id
        assert re.fullmatch(r"https://[\w.-]+/\S*", rule.source), rule.id


def test_methods_the_word_committed_and_orders_about_medicines_are_harmful():
    assert {rule.id for rule in RULES if rule.is_harmful} == HARMFUL


def test_a_problem_says_where_it_is_and_what_to_write_instead():
    texts = [
        PageText("Overview", "It was long ago. He’d committed suicide, they say. Nobody knew."),
        PageText("Causes", "He’d committed suicide, they say.\nHe’d committed suicide, they say."),
        HELP,
    ]
    first, second = problems(texts)
    assert (first.rule, first.place, second.place) == ("suicide-committed", "Overview", "Causes")
    assert first.excerpt == "He’d committed suicide, they say."
    assert first.words == "committed suicide"
    assert "died by suicide" in first.advice
    assert first.is_harmful


def test_of_a_long_sentence_the_words_and_what_stands_around_them_are_shown():
    (problem,) = problems([PageText("Overview", "word " * 200 + "is 100% safe " + "word " * 200)])
    assert problem.words in problem.excerpt
    assert len(problem.excerpt) == EXCERPT_LENGTH


def test_a_page_that_speaks_of_suicide_says_where_to_get_help():
    text = PageText("Overview", "You think about suicide.\nSuicide can be prevented.")
    (problem,) = problems([text])
    assert problem.rule == "suicide-without-help"
    assert problem.excerpt == "You think about suicide."
    assert not problem.is_harmful
    assert problems([text, HELP]) == []


def test_a_long_page_is_read_while_an_editor_types():
    sentences = [text for texts in FOUND.values() for text in texts] + RIGHT
    started = process_time()
    problems([PageText("Overview", "\n".join(sentences * 2))])  # some 7,000 words
    assert process_time() - started < 2


def test_a_sentence_without_an_end_is_read_in_time():
    started = process_time()
    problems([PageText("Overview", "you can stop and " * 2000 + "suicide " * 500)])
    assert process_time() - started < 5
