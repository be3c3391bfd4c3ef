"""The WSGI application, for gunicorn."""

import os

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
django_application = get_wsgi_application()
call_command("check", tags=["keys"])  # gunicorn by itself runs no checks


def application(environ, start_response):
    """Django, without the one header that it fails on before any code of ours is asked.

    A parameter in RFC 8187's notation ("charset*=…") has no meaning in the type of a request.
    """
    if "*" in environ.get("CONTENT_TYPE", ""):
        environ["CONTENT_TYPE"] = ""
    return django_application(environ, start_response)
