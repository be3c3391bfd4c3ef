"""No line of the log holds what a reader looked for."""

import logging

import pytest

from clinic_site.logs import WithoutQuery


@pytest.mark.parametrize(
    ("message", "args", "line"),
    [
        (
            '"%s" %s %s',
            ("GET /search/?q=grief HTTP/1.1", "200", "5"),
            '"GET /search/?… HTTP/1.1" 200 5',
        ),
        ("Bad Gateway: %s", ("/search/?q=a&b=c",), "Bad Gateway: /search/?…"),
        ("What now? Nothing.", (), "What now? Nothing."),
        ("100% done", (), "100% done"),
    ],
)
def test_a_query_is_taken_out(message, args, line):
    record = logging.LogRecord("django.server", logging.INFO, "", 0, message, args, None)
    assert WithoutQuery().filter(record)
    assert record.getMessage() == line


def test_the_handler_of_every_logger_has_the_filter(settings):
    assert "without_query" in settings.LOGGING["handlers"]["console"]["filters"]
    server = settings.LOGGING["loggers"]["django.server"]
    assert (server["handlers"], server["propagate"]) == (["console"], False)
