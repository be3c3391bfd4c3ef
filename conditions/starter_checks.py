"""What the lines of a starter file are held against, whatever section they stand in."""

from datetime import date

from clinic_site.starter_text import Mistake


class Checks:
    """Collects what is wrong in a file in `mistakes`; reading goes on, to find the rest."""

    def __init__(self, file):
        self.file = file
        self.mistakes = []

    def mistake(self, line, text):
        """Note what is wrong in a line."""
        self.mistakes.append(Mistake(self.file, line, text))

    def choice(self, line, word, choices, what):
        """The value that a word stands for; words have spaces where values have hyphens."""
        words = {value.replace("-", " "): value for value in choices.values}
        words |= {value: value for value in choices.values}
        if word not in words:
            self.mistake(line, f"“{word}” is no {what}. It may be: {', '.join(choices.values)}.")
        return words.get(word, "")

    def fits(self, line, value, model, name):
        """Note a value that is longer than its column."""
        self.fits_in(line, value, model._meta.get_field(name).max_length, name)

    def fits_in(self, line, value, length, name):
        """Note a value that is longer than its place."""
        if length and len(value) > length:
            self.mistake(line, f"The {name} is longer than {length} characters ({len(value)}).")

    def split(self, section):
        """The paragraphs above a section's list, and the list."""
        chunks = section.chunks()
        items = [chunk for chunk in chunks if chunk.is_item]
        if not items:
            self.mistake(section.line, f"The section “{section.name}” needs a list.")
            return chunks, []
        for chunk in chunks:
            if not chunk.is_item and chunk.line > items[0].line:
                self.mistake(chunk.line, "A paragraph stands after the list has begun.")
        return [c for c in chunks if c.line < items[0].line], items

    def rows(self, section, *, least, most):
        """The items of a section that is a list alone, each in its parts, with its line."""
        introduction, items = self.split(section)
        for chunk in introduction:
            self.mistake(chunk.line, "Only list items stand in this section.")
        for item in items:
            parts = [part.strip() for part in item.text.split(" | ")]
            if least <= len(parts) <= most and all(parts):
                yield parts, item.line
            else:
                self.mistake(item.line, f"{least} to {most} parts with “ | ” are expected here.")

    def day(self, line, text):
        """A date as in 2026-11-23."""
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.mistake(line, f"“{text}” is not a date such as 2026-11-23.")
            return None
