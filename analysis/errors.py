"""The one error that says: this cannot be done as asked. All else is a fault of the program."""


class RequestRefused(ValueError):
    """A wish that cannot be met; the message is one plain sentence for the user."""
