"""System checks of settings that would open the site. Errors stop the start of every process."""

import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Warning

WRITABLE_BY_ALL = 0o002
TLS_OF_POSTGRESQL = {"require", "verify-ca", "verify-full"}


def check_hosts(app_configs, **kwargs):
    """Errors where the wrong people would reach the site, or would be sent to it in clear."""
    others = [host for host in settings.ALLOWED_HOSTS if not is_own_machine(host)]
    if settings.DEBUG and others:
        sentence = f"DEBUG is on for a host that others can reach: {', '.join(others)}."
        hint = "A demo shows its faults whole and asks for no second factor. Turn DEBUG off."
        return [Error(sentence, hint=hint, id="clinic_site.E001")]
    if settings.DEBUG:
        return []
    errors = []
    if wide := [host for host in others if host == "*" or host.startswith(".")]:
        sentence = f"ALLOWED_HOSTS lets names in that are not the site's: {', '.join(wide)}."
        hint = "Give each host name in full."
        errors.append(Error(sentence, hint=hint, id="clinic_site.E002"))
    base = urlsplit(settings.BASE_URL)
    if base.scheme != "https" and not is_own_machine(base.hostname or ""):
        sentence = "BASE_URL is not https, so patients' links would travel in clear."
        errors.append(Error(sentence, hint="Begin it with https://.", id="clinic_site.E003"))
    return errors


def check_surroundings(app_configs, **kwargs):
    """Warnings of `check --deploy`: what travels in clear to another machine, or lies open here."""
    warnings = []
    if settings.VAR_DIR.is_dir() and settings.VAR_DIR.stat().st_mode & WRITABLE_BY_ALL:
        sentence = f"Every account of this machine can write into {settings.VAR_DIR}."
        hint = "The pages that the site shows lie there. chmod 750 keeps others out."
        warnings.append(Warning(sentence, hint=hint, id="clinic_site.W001"))
    encrypted = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
    if not encrypted and not is_own_machine(settings.EMAIL_HOST):
        sentence = "Mail goes to another machine in clear, with the addresses of patients."
        hint = "Begin EMAIL_URL with smtp+tls:// or smtp+ssl://."
        warnings.append(Warning(sentence, hint=hint, id="clinic_site.W002"))
    database = settings.DATABASES["default"]
    mode = database.get("OPTIONS", {}).get("sslmode")
    far = "postgresql" in database["ENGINE"] and not is_own_machine(database.get("HOST", ""))
    if far and mode not in TLS_OF_POSTGRESQL:
        sentence = "The database is on another machine, and may be asked in clear."
        hint = "End DATABASE_URL with ?sslmode=verify-full, or at least with ?sslmode=require."
        warnings.append(Warning(sentence, hint=hint, id="clinic_site.W003"))
    return warnings


def is_own_machine(host):
    """Whether this host's name or address, or a socket's path, is reached on one machine alone."""
    name = host.strip("[]")
    if name in {"", "localhost", "testserver"} or Path(name).is_absolute():
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name.endswith(".localhost")
