"""The public addresses of the request journey, and of the link that patients get."""

from django.urls import path

from appointments import link_views, views

app_name = "appointments"
urlpatterns = [
    path("", views.RequestView.as_view(), name="request"),
    path("link/<str:token>/", link_views.PatientLinkView.as_view(), name="link"),
]
