"""What a log line may not hold."""

import logging
import re

# Also where a mail program or a hand has doubled, turned or quoted a slash, or changed the case.
SLASH = r"(?:[/\\]|%2f|%5c)"
TOKEN = re.compile(rf"({SLASH}request{SLASH}+link{SLASH})(?:{SLASH}|\s)*[^/\s\"'?]+", re.IGNORECASE)
QUERY = re.compile(r"(/[^\s\"'?]*)\?[^\s\"']*")


class WithoutQuery(logging.Filter):
    """Takes the query out of an address in a log line: it holds what a reader looked for."""

    def filter(self, record):
        record.msg, record.args = QUERY.sub(r"\1?…", record.getMessage()), ()
        return True


class WithoutToken(logging.Filter):
    """Takes the secret out of the address of a patient's link in a log line."""

    def filter(self, record):
        record.msg, record.args = TOKEN.sub(r"\1…", record.getMessage()), ()
        return True
