"""The view of a page that is made for paper."""

from wagtail.contrib.routable_page.models import RoutablePageMixin, path


class PrintablePage(RoutablePageMixin):
    """Adds `print/` below a page: the same words, laid out for paper.

    Subclasses say which template it is. It is read like the page: by GET, by those who may read
    the page, and it is kept in the page cache. Search engines are sent to the page itself.
    """

    print_template = ""

    @path("print/")
    def print_view(self, request):
        """The page for paper."""
        return self.render(request, template=self.print_template)

    def get_route_paths(self):
        """The addresses that lead on when the page moves (`wagtail.contrib.redirects`)."""
        return ["/", "/print/"]
