"""Images that editors upload are made anew: bounded, upright, without metadata."""

from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError
from wagtail.images.forms import BaseImageForm

LONGEST_SIDE = 2400  # pixels; the widest place on any page shows 1600


class ReencodingImageForm(BaseImageForm):
    """The form behind every upload of an image in the admin."""

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload and "file" in self.changed_data:
            return reencoded(upload)
        return upload


def reencoded(upload):
    """The picture of an upload in a new file: JPEG, or PNG where it has transparency.

    Only the picture goes over: place, camera, comments and whatever was hidden behind the
    picture's end stay behind. Raises ValidationError where there is no picture to be read.
    """
    try:
        upload.seek(0)
        picture = ImageOps.exif_transpose(Image.open(upload))
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        transparent = picture.has_transparency_data
        clean = picture.convert("RGBA" if transparent else "RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError(_("This file could not be read as a picture.")) from error
    format_name, extension = ("PNG", "png") if transparent else ("JPEG", "jpg")
    clean.info = {}
    content = BytesIO()
    clean.save(content, format_name, optimize=True, **({} if transparent else {"quality": 88}))
    stem = upload.name.rsplit(".", 1)[0]
    return SimpleUploadedFile(f"{stem}.{extension}", content.getvalue())
