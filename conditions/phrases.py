"""The phrases people use, one a line: how they are kept, and how many there may be."""

from django.utils.translation import gettext as _

MOST_PHRASES = 40
LONGEST_PHRASE = 100


def tidy_phrases(text):
    """The phrases in small letters with single spaces, each once, in their order."""
    phrases = (" ".join(line.lower().split()) for line in text.splitlines())
    return "\n".join(dict.fromkeys(phrase for phrase in phrases if phrase))


def phrase_problems(text):
    """The sentences about tidy phrases that are too many or too long."""
    phrases = text.splitlines()
    problems = [
        _("This phrase is longer than %(length)d characters: “%(phrase)s…”")
        % {"length": LONGEST_PHRASE, "phrase": phrase[:40]}
        for phrase in phrases
        if len(phrase) > LONGEST_PHRASE
    ]
    if len(phrases) > MOST_PHRASES:
        problems.append(
            _("There are %(count)d phrases. Keep the %(most)d that people use most.")
            % {"count": len(phrases), "most": MOST_PHRASES}
        )
    return problems
