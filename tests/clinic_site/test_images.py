"""Images that editors upload are made anew: bounded, upright, without metadata."""

import random
import struct
import zlib
from io import BytesIO

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import FileField
from django.urls import get_resolver, reverse
from PIL import Image
from wagtail.images.forms import get_image_form
from wagtail.images.models import Image as StoredImage

from clinic_site.images import LONGEST_SIDE, reencoded

pytestmark = pytest.mark.django_db

ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825
SECRET = b"typed into the camera"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def photo(size=(40, 20), name="photo.jpg"):
    """A JPEG as a phone makes it: lying on its side, with its place and a comment behind it."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # to be turned clockwise
    exif[MAKE] = SECRET.decode()
    exif.get_ifd(GPS).update({1: "N", 2: (25.0, 46.0, 0.0), 3: "W", 4: (80.0, 11.0, 0.0)})
    content = BytesIO()
    Image.new("RGB", size, "teal").save(content, "JPEG", exif=exif, comment=SECRET)
    return SimpleUploadedFile(name, content.getvalue() + SECRET, "image/jpeg")


def assert_clean(content):
    picture = Image.open(BytesIO(content))
    assert SECRET not in content
    assert not picture.getexif()
    assert not {"exif", "comment", "xmp", "icc_profile"} & picture.info.keys()


@pytest.fixture
def editor_client(client, make_staff, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(make_staff("Content editors", "editor"))
    return client


def test_the_photo_of_the_tests_holds_what_must_go():
    picture = Image.open(photo())
    assert picture.getexif().get_ifd(GPS)
    assert SECRET in photo().read()


def test_place_camera_and_comments_stay_behind_and_the_picture_stands_upright():
    clean = reencoded(photo())
    assert_clean(clean.read())
    clean.seek(0)
    assert Image.open(clean).size == (20, 40)


def test_a_large_picture_becomes_smaller():
    clean = reencoded(photo(size=(LONGEST_SIDE + 800, 1000)))
    assert max(Image.open(clean).size) == LONGEST_SIDE


def test_what_can_be_seen_through_stays_so():
    content = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(content, "PNG")
    clean = reencoded(SimpleUploadedFile("logo.png", content.getvalue()))
    assert clean.name == "logo.png"
    assert Image.open(clean).getpixel((0, 0))[3] == 0


@pytest.mark.parametrize("content", [SVG, b"", b"\xff\xd8\xff broken", b"GIF89a"])
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(ValidationError, match="picture"):
        reencoded(SimpleUploadedFile("photo.jpg", content))


UPLOADS = [
    ("wagtailimages:add", "file", {"title": "A photo"}),
    (
        "wagtailimages_chooser:create",
        "image-chooser-upload-file",
        {"image-chooser-upload-title": "A photo"},
    ),
    ("wagtailimages:add_multiple", "files[]", {"title": "A photo"}),
]


@pytest.mark.parametrize(("address", "field", "data"), UPLOADS)
def test_every_way_to_upload_makes_the_picture_anew(editor_client, address, field, data):
    headers = {"X-Requested-With": "XMLHttpRequest"} if "multiple" in address else {}
    editor_client.post(reverse(address), {**data, field: photo()}, headers=headers)
    stored = StoredImage.objects.get()
    assert (stored.width, stored.height) == (20, 40)
    with stored.file.open() as file:
        assert_clean(file.read())


@pytest.mark.parametrize(("address", "field", "data"), UPLOADS)
def test_no_way_to_upload_takes_an_svg(editor_client, address, field, data):
    headers = {"X-Requested-With": "XMLHttpRequest"} if "multiple" in address else {}
    for name in ["drawing.svg", "drawing.jpg"]:
        upload = SimpleUploadedFile(name, SVG, "image/svg+xml")
        response = editor_client.post(reverse(address), {**data, field: upload}, headers=headers)
        assert response.status_code == 200
    assert not StoredImage.objects.exists()


def spoiled(kind, seed):
    """A picture that is cut off, or of which a few bytes are others."""
    chance = random.Random(seed)
    content = BytesIO()
    Image.effect_noise((40, 30), 80).convert("RGB").save(content, kind)
    spoiled = bytearray(content.getvalue())
    if seed % 3 == 0:
        del spoiled[chance.randrange(len(spoiled)) :]
    for _ in range(seed % 3 * 4):
        spoiled[chance.randrange(60 if seed % 2 else len(spoiled))] = chance.randrange(256)
    return bytes(spoiled)


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "avif"])
def test_a_spoiled_picture_is_taken_or_refused_in_words_and_never_a_fault(home, kind):
    """Twenty files of each kind through the form of the admin."""
    refused = 0
    for seed in range(20):
        upload = SimpleUploadedFile(f"photo.{kind}", spoiled(kind, seed))
        form = get_image_form(StoredImage)({"title": "A photo"}, {"file": upload})
        form.is_valid()
        refused += "file" in form.errors
    assert refused > 5


def huge_png(side):
    """A PNG that says it is so large, with nothing behind its head."""
    header = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = [header, b"IDAT" + zlib.compress(bytes(100)), b"IEND"]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
        for chunk in chunks
    )


@pytest.mark.parametrize(("address", "field", "data"), UPLOADS)
def test_a_picture_too_large_to_be_opened_is_refused_in_words(editor_client, address, field, data):
    headers = {"X-Requested-With": "XMLHttpRequest"} if "multiple" in address else {}
    upload = SimpleUploadedFile("map.png", huge_png(30_000), "image/png")
    response = editor_client.post(reverse(address), {**data, field: upload}, headers=headers)
    assert response.status_code == 200
    assert "too many pixels" in response.content.decode()
    assert not StoredImage.objects.exists()


def test_an_editor_may_put_another_file_in_an_images_place(editor_client):
    editor_client.post(reverse("wagtailimages:add"), {"title": "A photo", "file": photo()})
    stored = StoredImage.objects.get()
    url = reverse("wagtailimages:edit", args=[stored.pk])
    fields = {"title": "Another", "file": photo(size=(60, 30), name="other.jpg")}
    assert editor_client.post(url, fields).status_code == 302
    stored.refresh_from_db()
    with stored.file.open() as file:
        assert_clean(file.read())


def drawn(kind, name, mode="RGB", size=(8, 8), frames=1, **options):
    """A picture of a kind, under a name that may be another's."""
    content, pictures = BytesIO(), [Image.new(mode, size, n) for n in range(frames)]
    if frames > 1:
        options |= {"save_all": True, "append_images": pictures[1:]}
    pictures[0].save(content, kind, **options)
    return SimpleUploadedFile(name, content.getvalue())


SCRIPT = b"*/=1;alert(document.domain)//"
REFUSED = {
    "a drawing that runs scripts": SimpleUploadedFile("a.svg", SVG),
    "one that says it is a photo": SimpleUploadedFile("a.png", SVG),
    "a page": SimpleUploadedFile("a.jpg", b"<html><script>alert(1)</script>"),
    "a document": SimpleUploadedFile("a.pdf", b"%PDF-1.7\n1 0 obj\n<</JS (app.alert(1))>>"),
    "one that says it is a photo too": SimpleUploadedFile("a.jpg", b"%PDF-1.7\n%\xff\xd8\xff"),
    "a document drawn by Pillow": drawn("PDF", "a.jpg"),
    "a program's drawing": drawn("EPS", "a.jpg"),
    "GIF that is a script": SimpleUploadedFile("a.gif", b"GIF89a/*" + SCRIPT),
    "the same with another name": SimpleUploadedFile("a.png", b"GIF89a/*" + SCRIPT),
    "a true GIF": drawn("GIF", "a.gif"),
    "a scan": drawn("TIFF", "a.tiff"),
    "a scan with another name": drawn("TIFF", "a.jpg"),
    "a bitmap": drawn("BMP", "a.png"),
    "an icon": drawn("ICO", "a.png", size=(16, 16)),
    "another kind than the name says": drawn("PNG", "a.jpg"),
    "a name without a kind": drawn("PNG", "a"),
    "two names": drawn("PNG", "a.png.html"),
    "more pixels than a camera takes": drawn("PNG", "a.png", mode="1", size=(9_000, 9_000)),
    "too many bytes": SimpleUploadedFile("a.jpg", photo().read() + bytes(11 * 1024 * 1024)),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_photo_of_ours_is_refused_beside_its_field(home, what):
    REFUSED[what].seek(0)
    form = get_image_form(StoredImage)({"title": "A photo"}, {"file": REFUSED[what]})
    assert list(form.errors) == ["file"]


def test_of_a_film_one_picture_stays_and_of_an_iphones_file_the_photo(home):
    for upload in [drawn("WEBP", "a.webp", frames=9), drawn("MPO", "a.jpg", frames=2)]:
        form = get_image_form(StoredImage)({"title": "A photo"}, {"file": upload})
        assert form.is_valid() or form.errors.as_data() == {}, form.errors
        picture = Image.open(form.cleaned_data["file"])
        assert picture.format == "JPEG" and getattr(picture, "n_frames", 1) == 1


def test_a_script_behind_a_true_picture_stays_behind():
    clean = reencoded(SimpleUploadedFile("a.jpg", photo().read() + SCRIPT)).read()
    assert b"alert" not in clean and SECRET not in clean


def test_pictures_are_taken_in_the_admin_alone_and_no_other_file_is(editor_client):
    assert not apps.is_installed("wagtail.documents") and not apps.is_installed("wagtail.embeds")
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert "wagtailimages_serve" not in names  # pictures of any size, by a signed address
    for model in apps.get_models():
        fields = [field for field in model._meta.get_fields() if isinstance(field, FileField)]
        if fields:
            assert model.__name__ in {"Image", "Rendition", "UploadedFile", "UserProfile"}
    account = editor_client.get(reverse("wagtailadmin_account"))  # without Wagtail's avatars
    assert account.status_code == 200 and b'type="file"' not in account.content
