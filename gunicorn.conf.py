"""What gunicorn reads by itself where it is started: its logs, and what it takes from a client.

Its own access log is never written, even where it is turned on: the site writes a line for each
request, without addresses. Its error log has the site's form, in which no address can stand.
"""

import sys
from pathlib import Path

from gunicorn.glogging import Logger

sys.path.insert(0, str(Path(__file__).parent))  # gunicorn adds it only after this file

from clinic_site.logs import LineFormatter, catch_the_rest  # noqa: E402

catch_the_rest()


class DiscreetLogger(Logger):
    """gunicorn's log in the form of the site's own."""

    def setup(self, cfg):
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(LineFormatter())

    def access(self, resp, req, environ, request_time):
        pass


logger_class = DiscreetLogger
control_socket_disable = True  # nobody steers it at run time, so nobody else shall
threads = 4  # so that one who is slow does not hold up the others
# A form or an address that is too long gets a page of ours (clinic_site/limits.py) up to here.
limit_request_line = 8190  # bytes
# No client says below which path the site lives: gunicorn would believe it from this machine.
forwarder_headers = ""
limit_request_fields = 64
limit_request_field_size = 8190
