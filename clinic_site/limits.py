"""How much a request may be: what no page of ours could have sent is turned away, in words.

gunicorn's own limits (gunicorn.conf.py) lie above these, so that what is a little too long still
gets a page with the phone number and 988. A web server in front has limits of its own.
"""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import UnreadablePostError

from clinic_site.faults import bad_request, error_page
from clinic_site.headers import is_admin

KILOBYTE = 1024
# The longest honest form of the public site, and of the sign-in, is under 8 KB.
LARGEST_PUBLIC_BODY = 64 * KILOBYTE
# A picture, and the form around it.
LARGEST_PICTURE_BODY = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE + 64 * KILOBYTE
# Of the request form 29; a browser's add-ons may put in some of their own.
MOST_PUBLIC_FIELDS = 100
# A search takes 200 signs, of which each may be 12 in an address; a newsletter adds its marks.
LONGEST_PUBLIC_ADDRESS = 4000
LARGEST_HEADERS = 16 * KILOBYTE
# No browser sends a form of ours in anything else, and Django trips over some codecs of Python.
UTF_8 = {"utf-8", "utf8"}


class NoFiles(FileUploadHandler):
    """Passes over each file of a form, before a byte of it is kept."""

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        raise SkipFile


class LimitsMiddleware:
    """Before anything reads the body, the cache or the database."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return bad_request(request)
        if request.content_params.get("charset", "utf-8").lower() not in UTF_8:
            return bad_request(request)
        status = refused_as(request)
        if status:
            return error_page(request, status, status)
        if not is_from_staff(request):
            request.upload_handlers = [NoFiles(request)]
            if field_count(request) > MOST_PUBLIC_FIELDS:
                return error_page(request, 413, 413)
        return self.get_response(request)


def refused_as(request):
    """414, 431 or 413 where an address, the headers or a body are too long, else None.

    A body of which the request does not say the length is never read: Django reads as much as
    Content-Length says, so a chunked one counts as empty.
    """
    if not is_from_staff(request) and address_length(request) > LONGEST_PUBLIC_ADDRESS:
        return 414
    if headers_length(request) > LARGEST_HEADERS:
        return 431
    if body_length(request) > largest_body(request):
        return 413
    return None


def is_from_staff(request):
    """Whether somebody asks for the admin who may be signed in. Who signs in is anybody yet."""
    return is_admin(request) and settings.SESSION_COOKIE_NAME in request.COOKIES


def largest_body(request):
    """In bytes. The admin's largest form is a page's; a picture has its own limit in its form."""
    if not is_from_staff(request):
        return LARGEST_PUBLIC_BODY
    if request.content_type == "multipart/form-data":
        return LARGEST_PICTURE_BODY
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def address_length(request):
    """The address as it was sent, at least as long as this."""
    return len(request.path_info) + len(request.META.get("QUERY_STRING", ""))


def headers_length(request):
    """The headers' values, all in all."""
    values = (value for name, value in request.META.items() if name.startswith("HTTP_"))
    return sum(len(value) for value in values)


def body_length(request):
    """The length that the request says its body has."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def field_count(request):
    """How many fields a form has, one for each value. None of a form that ended midway."""
    try:
        return sum(len(values) for _name, values in request.POST.lists())
    except UnreadablePostError:
        return 0
