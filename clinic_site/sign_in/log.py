"""What the log says of sign-ins: never the name that was typed, nor an address.

People type their password into the box of the name. A short keyed hash shows what belongs
together, and no more.
"""

import logging

from clinic_site.client_address import client_address
from clinic_site.encryption import keyed_hash

logger = logging.getLogger("clinic_site.sign_in")


def failed(request, name):
    """A name and a password that do not belong together."""
    logger.warning("sign-in failed %s", marks(request, name))


def refused(request, name):
    """A try that came too soon after others."""
    logger.warning("sign-in held back %s", marks(request, name))


def done(event, user):
    """Something that an account did or that was done to it."""
    logger.info("%s user=%s", event, user.pk)


def wrong(event, user):
    """Something that an account tried in vain."""
    logger.warning("%s user=%s", event, user.pk)


def marks(request, name):
    address = client_address(request.META)
    return f"name={short('name', name)} from={short('address', address)}"


def short(what, text):
    return keyed_hash(f"log {what}", text)[:8] or "none"
