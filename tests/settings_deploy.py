"""Production's settings as they are, for `check --deploy`."""

import tests.settings  # noqa: F401  (fills the environment)
from clinic_site.settings import *  # noqa: F403
