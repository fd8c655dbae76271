# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What can go wrong. The text of each is a sentence for people, without secrets."""


class UpgradeError(Exception):
    """Base of them all."""


class Refused(UpgradeError):
    """The platform said no; repeating the same changes nothing.

    :param failures: list of :class:`~.answer.Failure`
    """

    def __init__(self, failures):
        self.failures = failures
        super().__init__(" ".join(str(failure) for failure in failures))

    @property
    def by_api(self):
        """Whether the API itself said so, and not a proxy or web server before it."""
        return any(failure.data for failure in self.failures)


class TryLater(UpgradeError):
    """No answer, or one that says "not now".

    :param sent: what was asked may have happened; ask for the status first
    :param failures: those that the platform gave, if any
    """

    def __init__(self, message, sent=True, failures=()):
        self.sent = sent
        self.failures = list(failures)
        super().__init__(message)


class NotOffered(UpgradeError):
    """What answers is not this API."""


class UnsafeAddress(UpgradeError):
    """An address outside of the platform, which must never see the key."""


class BadDump(UpgradeError):
    """A file is not the database dump it should be."""


class Stopped(UpgradeError):
    """A transfer ended because its caller wished so; it can go on later."""
