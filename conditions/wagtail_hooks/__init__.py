"""The library's part of the admin, one module a role. Wagtail imports this package."""

from conditions.wagtail_hooks import checks, launch, reviews, search, sign_off  # noqa: F401
