"""Keys for a demo on one machine, made once and kept under `var/`. Only where DEBUG is on."""

import secrets

from cryptography.fernet import Fernet

DEMO_KEY = "demo"  # its name, by which a host that is no demo knows it


def write_demo_keys(path):
    """Write the file of keys unless it is there already, readable by its owner alone."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(
            f"SECRET_KEY={secrets.token_urlsafe(50)}\n"
            f"FIELD_KEYS={DEMO_KEY}:{Fernet.generate_key().decode()}\n"
            f"HASH_KEY={secrets.token_urlsafe(50)}\n"
        )
    return path
