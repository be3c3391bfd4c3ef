"""The keyed hashes of a request: by name, phone and e-mail it is found without being decrypted."""

from clinic_site.encryption import digests, keyed_hash


def hashed_texts(person):
    """What is hashed of a request or of answers, by kind."""
    name = f"{person.first_name} {person.last_name}"
    return {"name": name, "phone": person.phone, "email": person.email}


def hashes_of(person):
    """The columns of the hashes, under HASH_KEY."""
    return {f"{kind}_hash": keyed_hash(kind, text) for kind, text in hashed_texts(person).items()}


def kept_answers_hash(earlier):
    """The hash of answers under an earlier key, as it is kept under HASH_KEY: the answers cannot be
    hashed anew, since contact details are corrected later."""
    return digests(b"answers of an earlier key\n" + earlier.encode())[0].hex()
