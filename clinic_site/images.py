"""Images that editors upload are made anew: bounded, upright, without metadata."""

import struct
from functools import wraps
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps
from wagtail.images.forms import BaseImageForm

LONGEST_SIDE = 2400  # pixels; the widest place on any page shows 1600
# Pillow would also open what it hands to other programs (EPS) or what browsers do not show.
FORMATS = ["AVIF", "JPEG", "PNG", "WEBP"]
# What Pillow raises at broken files: RuntimeError at AVIF, struct.error at a camera's notes.
UNREADABLE = (OSError, SyntaxError, ValueError, RuntimeError, struct.error)


class ReencodingImageForm(BaseImageForm):
    """The form behind every upload of an image in the admin."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields:  # Wagtail's field measures the picture before clean_file
            field = self.fields["file"]
            field.to_python = refusing(field.to_python)

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload and "file" in self.changed_data:
            return reencoded(upload)
        return upload


def refusing(read):
    """The function `read`, which raises ValidationError where the file is no sound picture."""

    @wraps(read)
    def read_or_refuse(upload):
        try:
            return read(upload)
        except Image.DecompressionBombError as error:
            raise ValidationError(_("This picture has too many pixels.")) from error
        except UNREADABLE as error:
            raise ValidationError(_("This file could not be read as a picture.")) from error

    return read_or_refuse


@refusing
def reencoded(upload):
    """The picture of an upload in a new file: JPEG, or PNG where it has transparency.

    Only the picture goes over: place, camera, comments and whatever was hidden behind the
    picture's end stay behind. Raises ValidationError where there is no picture to be read.
    """
    upload.seek(0)
    picture = ImageOps.exif_transpose(Image.open(upload, formats=FORMATS))
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    transparent = picture.has_transparency_data
    clean = picture.convert("RGBA" if transparent else "RGB")
    format_name, extension = ("PNG", "png") if transparent else ("JPEG", "jpg")
    clean.info = {}
    content = BytesIO()
    clean.save(content, format_name, optimize=True, **({} if transparent else {"quality": 88}))
    stem = upload.name.rsplit(".", 1)[0]
    return SimpleUploadedFile(f"{stem}.{extension}", content.getvalue())
