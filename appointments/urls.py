"""The public addresses of the request journey."""

from django.urls import path

from appointments import views

app_name = "appointments"
urlpatterns = [path("", views.RequestView.as_view(), name="request")]
