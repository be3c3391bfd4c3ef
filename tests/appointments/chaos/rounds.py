"""Rounds of forms sent to a site whose processes are killed meanwhile."""

import asyncio
import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from random import Random
from statistics import median
from urllib.parse import urlencode

from tests.appointments.conftest import MailServer
from tests.appointments.patient import URL, Patient

FORMS = 3  # that are sent at once in each round
ALL_OF_IT = 25  # so many rounds apart all of gunicorn is killed, its master too
REFERENCE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")


class MoodyServer(MailServer):
    """A mail server that is slow at times, or busy, or hangs up before it says that it has it."""

    def __init__(self, random):
        super().__init__()
        self.random, self.moods = random, Counter()

    async def handle_DATA(self, server, session, envelope):
        mood = self.random.choices(["fine", "slow", "451", "hung up"], [80, 12, 5, 3])[0]
        self.moods[mood] += 1
        if mood == "451":
            return "451 Later, please"
        if mood == "slow":
            await asyncio.sleep(self.random.random() / 5)
        answer = await super().handle_DATA(server, session, envelope)
        if mood == "hung up":
            server.transport.abort()
        return answer


@dataclass
class Form:
    """A form that is filled in to the last page, and what its sender saw."""

    email: str
    cookie: str
    body: str
    references: list = field(default_factory=list)
    silent: int = 0  # how often no answer came


class Chaos:
    """Sends forms, kills, and remembers what was acknowledged."""

    def __init__(self, web, worker, seed):
        self.web, self.worker, self.random = web, worker, Random(seed)
        self.forms, self.kills, self.seconds = [], Counter(), [0.05]

    def run(self, rounds):
        with ThreadPoolExecutor(FORMS + 2) as pool:
            for number in range(1, rounds + 1):
                forms = [self.filled_in() for _n in range(FORMS)]
                self.forms += forms
                is_all = number % ALL_OF_IT == 0
                # Somewhere within the time that an answer takes, or a little later.
                moment = self.random.uniform(0, 2 * FORMS * median(self.seconds))
                tasks = [pool.submit(self.send, form) for form in forms]
                tasks += [
                    pool.submit(self.kill_web, moment, is_all),
                    pool.submit(self.kill_worker, self.random.uniform(0, 0.4)),
                ]
                for task in tasks:
                    task.result()

    def filled_in(self):
        """A form on its last page. The pages before keep nothing, so nobody is killed there."""
        patient, number = Patient(), len(self.forms) + self.random.randrange(10**9)
        email = f"patient{number}@patient.example"
        patient.reaches("check", contact={"email": email})
        assert patient.step == "check"
        typed = {
            "csrfmiddlewaretoken": patient.hidden("csrfmiddlewaretoken"),
            "step": "check",
            "state": patient.state,
            "go": "send",
            "privacy_read": "on",
        }
        return Form(email, f"csrftoken={patient.token}", urlencode(typed))

    def send(self, form):
        """Send the form; where no answer comes, most people send it again."""
        is_patient = self.random.random() < 0.75
        headers = {"Cookie": form.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        for _attempt in range(400):
            began = time.perf_counter()
            try:
                status, text = self.web.send("POST", URL, form.body, headers)
            except (OSError, HTTPException):
                form.silent += 1
                if not is_patient:
                    return
                time.sleep(0.05)
                continue
            if status == 503:  # the database was not to be had: nothing is acknowledged
                continue
            assert status == 200, status
            self.seconds.append(time.perf_counter() - began)
            form.references.append(REFERENCE.search(text)[0])
            if self.random.random() < 0.8:
                return
            is_patient = False  # a reload, whose answer may be another
        raise TimeoutError("The site did not answer any more.")

    def kill_web(self, moment, is_all):
        time.sleep(moment)
        if is_all:
            self.web.kill()
            self.kills["all of the web"] += 1
            self.web.start()
        else:
            self.kills["web"] += self.web.kill_process()

    def kill_worker(self, moment):
        time.sleep(moment)
        self.kills["worker"] += self.worker.kill_process()
        self.worker.start()
