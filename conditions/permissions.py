"""What staff may do with the library's pages in the admin, beyond their group's permissions."""

from wagtail.models.pages import PagePermissionTester


class SignedPagePermissionTester(PagePermissionTester):
    """Nobody publishes such a page by a button, whatever their rights: a sign-off does it.

    What else asks for the right to publish goes on to do so.
    """

    def can_publish(self):
        return False

    def can_set_view_restrictions(self):
        return super().can_publish()

    def can_unschedule(self):
        return super().can_publish()


class LibraryPermissionTester(PagePermissionTester):
    """No page of the library is published as it is made; its index needs no sign-off itself."""

    def can_publish_subpage(self):
        return False

    def can_submit_for_moderation(self):
        return False
