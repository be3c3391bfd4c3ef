"""A mail server in memory, behind Django's own mail backends, that misbehaves as it is told."""

import smtplib
from collections import Counter
from email import message_from_bytes, policy

from django.core.mail.backends.base import BaseEmailBackend

BACKEND = f"{__name__}.Backend"
WEATHERS = ["fine"] * 4 + ["down", "451", "550", "answer lost"]


class Mailbox:
    """What was accepted, in order. `excused` counts how often a message may come once more: its
    answer was lost, or the worker died before it could write the answer down."""

    def __init__(self):
        self.accepted = []
        self.excused = Counter()
        self.weather = "fine"

    def take(self, mail):
        """Accept a message, or fail as the weather is."""
        if self.weather == "down":
            raise ConnectionRefusedError
        if self.weather == "451":
            raise smtplib.SMTPDataError(451, f"Later, <{mail.to[0]}>".encode())
        if self.weather == "550":
            words = f"<{mail.to[0]}>: nobody of that name here".encode()
            raise smtplib.SMTPRecipientsRefused({mail.to[0]: (550, words)})
        read = message_from_bytes(mail.message().as_bytes(linesep="\r\n"), policy=policy.default)
        self.accepted.append(read)
        if self.weather == "answer lost":
            self.excused[read["Message-ID"]] += 1
            raise smtplib.SMTPServerDisconnected

    def excuse_last(self):
        """The worker has died: what it handed over last may come again."""
        if self.accepted:
            self.excused[self.accepted[-1]["Message-ID"]] += 1


class Backend(BaseEmailBackend):
    """Hands what Django sends to the mailbox of the example that runs."""

    mailbox = Mailbox()

    def send_messages(self, email_messages):
        for mail in email_messages:
            self.mailbox.take(mail)
        return len(email_messages)


def text_of(mail):
    """All that stands in a mail, decoded, but for whom it goes to."""
    headers = [f"{name}: {value}" for name, value in mail.items() if name.lower() != "to"]
    parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
    return "\n".join([*headers, *map(str, parts)])


def body_of(mail):
    return mail.get_body(("plain",)).get_content()


def calendar_of(mail):
    """The text of the calendar file that a mail carries, or None."""
    files = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return files[0].get_content() if files else None
