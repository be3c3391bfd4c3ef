"""The WSGI application, for gunicorn."""

import os
import sys
from io import StringIO

from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.core.wsgi import get_wsgi_application

from clinic_site.logs import catch_the_rest

catch_the_rest()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
try:
    django_application = get_wsgi_application()
    # gunicorn by itself runs no checks. What they say in good days is no line of the log.
    call_command("check", tags=["keys", "hosts"], stdout=StringIO())
except (ImproperlyConfigured, SystemCheckError) as error:
    sys.stderr.write(f"{error}\n")  # the log would say no more than that something is wrong
    raise


def application(environ, start_response):
    """Django, without the one header that it fails on before any code of ours is asked.

    A parameter in RFC 8187's notation ("charset*=…") has no meaning in the type of a request.
    """
    if "*" in environ.get("CONTENT_TYPE", ""):
        environ["CONTENT_TYPE"] = ""
    return django_application(environ, start_response)
