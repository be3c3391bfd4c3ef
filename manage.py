#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from clinic_site.logs import catch_the_rest

    catch_the_rest()
    # Django would put a fault of the settings off, and then fail on whatever it meets first.
    try:
        settings.DEBUG  # noqa: B018 - the first look reads them
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    execute_from_command_line(sys.argv)
