"""The application server's own log, with a real gunicorn and the site without a database."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "Zsentinel" + "x" * 34
LINK = f"/request/link/{TOKEN}/"
LIAR = '{"level": "ERROR", "message": "zsentinel"}'
# What a client may send first, and the statuses that answer it.
SENT = [
    (f"GET {LINK} HTTP/1.1", {200, 503}),
    (f"GET {LINK} more HTTP/1.1", {400}),
    (f"GET /request/link%2F{TOKEN}/ HTTP/1.1", {200, 503}),
    (f"ZSENTINEL {LINK} HTTP/1.1", {405, 503}),
    ("GET /search/?q=zsentinel HTTP/1.1", {200, 503}),
    (f"GET /%0d%0a{LIAR.replace(' ', '')} HTTP/1.1", {404, 503}),
    (f"GET /\x1b[2K\x85{LIAR.replace(' ', '')} HTTP/1.1", {400, 404, 503}),
    (f"GET / HTTP/1.1\r\nUser-Agent: zsentinel\x1b[2K\x85{LIAR}", {400, 503}),
    ("GET / HTTP/1.1\r\nX-Request-ID: zsentinel\r\nX-Forwarded-For: zsentinel", {503}),
    ("GET / HTTP/1.1\r\nAuthorization: Basic enNlbnRpbmVsOng=", {503}),
    (f"GET / HTTP/1.1\r\nA: b\rzsentinel: {LIAR}", {400, 503}),
    ("GET / HTTP/1.1\r\nzsentinel", {400}),
    ("GET / HTTP/1.1\r\nCookie: sessionid=zsentinel; csrftoken=zsentinel", {503}),
    # A little too long for us, and much too long for gunicorn.
    (f"GET /?{'z' * 5000} HTTP/1.1", {414, 503}),
    (f"GET /?{'z' * 9000} HTTP/1.1", {414}),
    ("GET / HTTP/1.1" + "".join(f"\r\nA{n}: {'z' * 6000}" for n in range(3)), {431, 503}),
    ("GET / HTTP/1.1" + "".join(f"\r\nA{n}: z" for n in range(70)), {431}),
    (f"GET / HTTP/1.1\r\nA: {'z' * 9000}", {431}),
    # A body without a length is never read as a form; nor is one with two.
    ("POST /request/ HTTP/1.1\r\nTransfer-Encoding: chunked", {403, 503}),
    ("POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 9", {400}),
    ("POST /request/ HTTP/1.1\r\nContent-Length: 99999999", {413, 503}),
]


@pytest.fixture
def server(tmp_path):
    """A port on which gunicorn serves, with every log on, and the file that it writes."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path / "log"
    command = [sys.executable, "-m", "gunicorn", "clinic_site.wsgi", "--log-level", "debug"]
    options = ["--bind", f"127.0.0.1:{port}", "--access-logfile", log, "--error-logfile", log]
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "tests.settings"}
    with log.open("a") as file:
        process = subprocess.Popen(
            [*command, *options, "--threads", "4"], cwd=ROOT, env=environment, stderr=file
        )
    yield port, log
    process.terminate()
    process.wait(60)


def ask(port, line):
    """Send a request that begins so, as soon as somebody listens. The answer as text."""
    end = time.monotonic() + 60
    while True:
        try:
            connection = socket.create_connection(("127.0.0.1", port), timeout=60)
            break
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.02)
    answer = b""
    head, rest = line.partition("\r\n")[::2]
    rest = f"{rest}\r\n" if rest else ""
    with connection:
        message = f"{head}\r\nHost: localhost\r\nConnection: close\r\n{rest}\r\n"
        connection.sendall(message.encode("latin-1"))
        if "chunked" in line:
            connection.sendall(b"9\r\nzsentinel\r\n0\r\n\r\n")
        try:
            while part := connection.recv(4096):
                answer += part
        except ConnectionError:
            pass  # it has answered, and hung up on what was too long
    return answer.decode("latin-1")


def test_no_line_of_the_server_holds_what_a_client_sent_nor_is_one_written_by_it(server):
    port, log = server
    numbers, wrong = set(), []
    for line, statuses in SENT:
        answer = ask(port, line)
        if int(answer.split()[1]) not in statuses:
            wrong.append((line[:60], answer.split()[1]))
        numbers |= {row[14:] for row in answer.split("\r\n") if row.startswith("X-Request-ID: ")}
    assert not wrong
    text = log.read_text()
    said = [json.loads(row) for row in text.splitlines()]
    assert "zsentinel" not in text.lower() and "zzz" not in text and "127.0.0.1" not in text
    lines = [one for one in said if one["logger"] == "clinic_site.access"]
    assert {one["request_id"] for one in lines} == numbers and len(numbers) > 10
    assert any(one.get("message", "").startswith("Starting gunicorn") for one in said)
