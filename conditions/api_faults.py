"""Errors below /api/ that are not the API's own: in JSON all the same."""

from django.http import JsonResponse

from conditions.api import OPEN_TO_ALL

API = "/api/"


class ApiFaultMiddleware:
    """Turns an error page, such as for a database that is down, into the API's form of an error."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code < 400 or not is_api(request) or is_json(response):
            return response
        error = JsonResponse(
            {"message": response.reason_phrase.lower()},
            status=response.status_code,
            headers={**OPEN_TO_ALL, "Cache-Control": "no-store"},
        )
        for name in ["Allow", "Retry-After"]:
            if name in response:
                error[name] = response[name]
        return error


def is_api(request):
    return request.path.startswith(API)


def is_json(response):
    return response.get("Content-Type", "").startswith("application/json")
