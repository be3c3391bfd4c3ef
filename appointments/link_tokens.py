"""The token of a patient's link: 256 bits, of which the database keeps a hash and no more.

The text of a message lies in the database until it is sent, so the token is made anew each time
that it is needed: an HMAC of a random number, under a key of the environment. Neither the database
nor the key alone can make it, and a message that is sent again carries the same link.
"""

import hmac
import secrets
from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.urls import reverse

from appointments.models import PatientLink
from clinic_site.encryption import digests

LIFE = timedelta(days=30)
# So that no other HMAC of this key is ever a token.
PURPOSE = b"patient-link\n"


def tokens_of(nonce):
    """The token under each key, HASH_KEY first: 43 letters that need no quoting in an address."""
    made = digests(PURPOSE + nonce.encode())
    return [urlsafe_b64encode(digest).decode().rstrip("=") for digest in made]


def token_of(link):
    """The token that the database keeps the hash of; another one where no key of ours makes it."""
    tokens = tokens_of(link.nonce)
    return next((token for token in tokens if hash_of(token) == link.token_hash), tokens[0])


def hash_of(token):
    """What the database keeps. Without a key: nobody guesses 256 bits."""
    return sha256(token.encode()).hexdigest()


def renew(link, now):
    """Give the link a token that nobody has seen, and 30 days. The earlier token is dead."""
    link.nonce = secrets.token_hex(32)
    link.token_hash = hash_of(tokens_of(link.nonce)[0])
    link.created_at, link.expires_at = now, now + LIFE
    link.revoked_at, link.wrong_years, link.last_wrong_year = None, 0, ""
    link.save()


def make_ready(request, now):
    """See to it that a message which is written now can carry the request's link.

    All messages carry one link, and it works for 30 days after the last of them. One that ran out
    gets another token; one that was turned off stays so until staff send a new one.
    """
    link = link_of(request)
    if link is None:
        renew(PatientLink(request=request), now)
    elif link.revoked_at is None and (now >= link.expires_at or not is_ours(link)):
        renew(link, now)
    elif link.revoked_at is None:
        PatientLink.objects.filter(pk=link.pk).update(expires_at=now + LIFE)


def link_of(request):
    """The request's link as the database has it, or None."""
    return PatientLink.objects.filter(request=request).first()


def address_of(link):
    """The link's address in the active language; "" of none, and of one that opens nothing."""
    if link is None or link.revoked_at is not None or not is_ours(link):
        return ""
    return settings.BASE_URL + reverse("appointments:link", args=[token_of(link)])


def is_ours(link):
    """Whether the token can still be made: its key is HASH_KEY or one of HASH_KEY_FALLBACKS."""
    return hmac.compare_digest(hash_of(token_of(link)), link.token_hash)
