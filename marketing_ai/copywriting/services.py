"""What can be done with copy: request, generate, check, edit, approve, publish, undo."""


def connect() -> None:
    """Register the slice's job handlers; called once from the app's `ready()`."""
