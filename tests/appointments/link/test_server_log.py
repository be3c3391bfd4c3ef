"""The application server's own logs, with a real gunicorn and an application that fails."""

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TOKEN = "Zsentinel" + "x" * 34
APPLICATION = """
def answer(environ, start_response):
    if environ["REQUEST_METHOD"] == "POST":
        raise KeyError("no")
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""


@pytest.fixture
def said(tmp_path):
    """A function that sends request lines to a gunicorn with all logs on, and what it then said."""
    (tmp_path / "failing.py").write_text(APPLICATION)

    def serve(*lines):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        log = tmp_path / "log"
        command = [sys.executable, "-m", "gunicorn", "failing:answer", "--pythonpath", tmp_path]
        options = ["--bind", f"127.0.0.1:{port}", "--access-logfile", log, "--error-logfile", log]
        process = subprocess.Popen([*command, *options], cwd=ROOT)
        try:
            for line in lines:
                ask(port, line)
        finally:
            process.terminate()
            process.wait(60)
        return log.read_text()

    return serve


def ask(port, line):
    """Send a request of which this is the first line, as soon as somebody listens."""
    end = time.monotonic() + 60
    while True:
        try:
            connection = socket.create_connection(("127.0.0.1", port), timeout=60)
            break
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.02)
    with connection:
        connection.sendall(f"{line}\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        while connection.recv(4096):
            pass


def test_gunicorn_logs_no_link_and_no_query_whatever_goes_wrong(said):
    address = f"/request/link/{TOKEN}/"
    text = said(
        f"GET {address} HTTP/1.1",
        f"POST {address} HTTP/1.1",
        f"GET {address} more HTTP/1.1",
        f"GET /request/link%2F{TOKEN}/ HTTP/1.1",  # opens the page like the address itself
        f"GET /request%2flink%2F%2f{TOKEN} HTTP/1.1",
        "GET /search/?q=zquery HTTP/1.1",
    )
    assert "GET /request/link/…" in text
    assert "Error handling request" in text
    assert "Invalid" in text
    assert "GET /search/?…" in text
    assert TOKEN not in text and "zquery" not in text
