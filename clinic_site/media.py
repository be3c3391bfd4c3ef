"""The pictures that editors uploaded, as clinic_site.images made them anew."""

from pathlib import PurePosixPath

from django.conf import settings
from django.http import Http404
from django.views.decorators.http import require_safe
from django.views.static import serve

# By its own table: what a server's /etc/mime.types says of .webp or .avif differs.
TYPES = {
    ".avif": "image/avif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


@require_safe
def media(request, path):
    """One picture; 404 for any other kind of file, for folders, and for ways out of the folder.

    A web server in front may take this over. It then has to do the same, and to send the
    headers that clinic_site.headers gives to these addresses.
    """
    kind = TYPES.get(PurePosixPath(path).suffix.lower())
    if kind is None:
        raise Http404
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    if response.status_code == 200:
        response["Content-Type"] = kind
    return response
