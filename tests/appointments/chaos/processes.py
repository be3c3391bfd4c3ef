"""The site's processes as production runs them, to be killed: gunicorn, and the worker.

Each is loaded once and forked from then on, so that a new one stands within milliseconds.
"""

import os
import signal
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
# Loads the site, and forks a worker for each line that it reads.
NURSERY = """
import os, signal, sys
import django
django.setup()
from django.core.management import call_command
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for _line in iter(sys.stdin.readline, ""):
    pid = os.fork()
    if not pid:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        call_command("run_worker")
        os._exit(0)
    print(pid, flush=True)
"""


class Web:
    """gunicorn with one process of four threads, which its master starts anew when it is gone."""

    def __init__(self, environment, port):
        self.environment, self.port = environment, port
        self.start()

    def start(self):
        command = [sys.executable, "-m", "gunicorn", "clinic_site.wsgi", "--preload"]
        command += ["--bind", f"127.0.0.1:{self.port}", "--workers", "1", "--threads", "4"]
        command += ["--log-level", "critical"]
        self.master = started(command, self.environment)
        self.wait()

    def wait(self):
        """Until it answers. Raises TimeoutError after 60 seconds."""
        for _attempt in range(1200):
            try:
                return self.send("GET", "/robots.txt")
            except (OSError, HTTPException):
                time.sleep(0.05)
        raise TimeoutError("The site did not start.")

    def send(self, method, path, body=None, headers=None):
        """The status and the text of an answer. Raises OSError and HTTPException for none."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def kill_process(self):
        """Kill the process that answers. Whether there was one just now."""
        children = Path(f"/proc/{self.master.pid}/task/{self.master.pid}/children")
        for pid in children.read_text().split():
            return kill(int(pid))
        return False

    def kill(self):
        """Kill all of it."""
        os.killpg(self.master.pid, signal.SIGKILL)
        self.master.wait()


class Worker:
    """`manage.py run_worker`, one at a time."""

    def __init__(self, environment):
        command = [sys.executable, "-c", NURSERY]
        self.nursery = started(command, environment, stdin=-1, stdout=-1, text=True)
        self.start()

    def start(self):
        self.nursery.stdin.write("\n")
        self.nursery.stdin.flush()
        self.pid = int(self.nursery.stdout.readline())

    def kill_process(self):
        """Kill it. Whether there was one just now."""
        return kill(self.pid)

    def kill(self):
        os.killpg(self.nursery.pid, signal.SIGKILL)
        self.nursery.communicate()


def started(command, environment, **pipes):
    """A process that leads a group of its own, so that the whole of it can be killed."""
    silent = {"stderr": subprocess.DEVNULL}
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, start_new_session=True, **silent | pipes
    )


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
