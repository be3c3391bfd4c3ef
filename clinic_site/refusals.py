"""What the admin says where a change must not stand as it is."""

import logging

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError, RestrictedError
from django.http import HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from clinic_site.faults import bad_request
from clinic_site.headers import is_admin
from clinic_site.logs import OURS, error_fields, places

logger = logging.getLogger(__name__)
# What Wagtail's views raise at a value that none of its pages sends.
STUMBLES = (ValueError, TypeError, AttributeError, LookupError, NoReverseMatch)
# Code of ours that only hands a widget of Wagtail's on.
PASSED_ON = "clinic_site/no_inline.py"


class RefusalMiddleware:
    """Shows in sentences what no form of the admin has caught, where Wagtail would answer 500.

    Publishing many pages at once, or at the end of a workflow, passes no form: there the model
    refuses. Two editors who enter the same at one moment pass both forms: there the database does.
    And a place or a clinician that is still used cannot be deleted. What came without the fields
    that every form of Wagtail's sends, or with none of its values in them, is no form of it: 400.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Back to where the person came from, with the sentences."""
        if not is_admin(request):
            return None
        if isinstance(exception, MultiValueDictKeyError):
            return bad_request(request, exception)
        if isinstance(exception, ValidationError):
            problems = " ".join(sentences(exception))
        elif isinstance(exception, ProtectedError | RestrictedError):
            problems = still_used(exception)
        elif isinstance(exception, IntegrityError):
            problems = _("Somebody else has just changed the same. Look at it again.")
        elif stumbled(request, exception):
            fields = error_fields(exception)
            logger.warning("A view of Wagtail could not read a request.", extra={"fields": fields})
            return bad_request(request)
        else:
            return None
        messages.error(request, _("This was not done. %(problems)s") % {"problems": problems})
        origin = request.headers.get("Referer", "")
        if not url_has_allowed_host_and_scheme(origin, {request.get_host()}):
            origin = reverse("wagtailadmin_home")
        return HttpResponseRedirect(origin)


def stumbled(request, error):
    """Whether a view of Wagtail's met a value that it cannot read, and no code of ours was at work.

    Where one of its forms is forged it answers 500, as if the site were broken: "page 9999-12-31",
    a link without an address, half a text.
    """
    view = getattr(request.resolver_match.func, "view_class", request.resolver_match.func)
    is_theirs = view.__module__.startswith("wagtail.")
    passed = places(error.__traceback__)
    is_ours = any(place.startswith(OURS) and not place.startswith(PASSED_ON) for place in passed)
    return isinstance(error, STUMBLES) and is_theirs and not is_ours


def still_used(error):
    """What says that a row cannot go: the kinds of rows that use it, and none of them by name."""
    rows = getattr(error, "protected_objects", None) or error.restricted_objects
    users = sorted({str(row._meta.verbose_name_plural) for row in rows})
    return _("It is still used by %(users)s. Say instead that it is no longer used.") % {
        "users": get_text_list(users, _("and"))
    }


def sentences(error):
    """The sentences of a ValidationError, each with the name of its field where it has one."""
    if not hasattr(error, "error_dict"):
        return error.messages
    return [
        text if name == NON_FIELD_ERRORS else f"{name}: {text}"
        for name, texts in error.message_dict.items()
        for text in texts
    ]
