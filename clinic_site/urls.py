"""The addresses of the site. What comes before Wagtail's pages is reserved as a slug."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from clinic_site.media import media
from clinic_site.views import robots, security_txt, sitemap

urlpatterns = [
    path("", include("clinic_site.sign_in.urls")),
    path("", include("clinic_site.staff.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", robots, name="robots"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("api/", include("conditions.api")),
    path("", include("appointments.healthz")),
    path("media/<path:path>", media),
]
urlpatterns += i18n_patterns(
    path("request/", include("appointments.urls")),
    path("", include("conditions.urls")),
    # Wagtail's own sign-in for readers stands outside the site's frame: there is one, the admin's.
    path(
        "_util/login/", RedirectView.as_view(pattern_name="wagtailadmin_login", query_string=True)
    ),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

handler400 = "clinic_site.faults.bad_request"
handler403 = "clinic_site.faults.permission_denied"
handler404 = "clinic_site.faults.page_not_found"
handler500 = "clinic_site.faults.server_error"
