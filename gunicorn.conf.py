"""What gunicorn reads by itself where it is started: no secret address in its logs.

By itself it keeps no access log, but its error log repeats the address of a request that it could
not read or answer. Should an operator turn the access log on, it is cleaned as well.
"""

import sys
from pathlib import Path

from gunicorn.glogging import Logger

sys.path.insert(0, str(Path(__file__).parent))  # gunicorn adds it only after this file

from clinic_site.logs import WithoutQuery, WithoutToken  # noqa: E402


class DiscreetLogger(Logger):
    """gunicorn's logs, without patients' links and without what readers looked for."""

    def setup(self, cfg):
        super().setup(cfg)
        for log in [self.error_log, self.access_log]:
            log.addFilter(WithoutQuery())
            log.addFilter(WithoutToken())


logger_class = DiscreetLogger
