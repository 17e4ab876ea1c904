"""Write the pages of `docs/` that come from code, or say which are old.

For those who change this package: a test runs `--check`.
"""

from __future__ import annotations

import functools
import inspect
import pprint
from argparse import SUPPRESS
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand, CommandError, DjangoHelpFormatter
from django.utils import translation

from marketing_ai import signals
from marketing_ai.api.errors import error_table
from marketing_ai.conf import NAME, SETTINGS

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable

MADE = "<!-- made by `python manage.py marketing_docs`; a test compares -->"
WIDTH = 96  # of the help of commands


class Command(BaseCommand):
    requires_system_checks = ()
    help = (
        "Write the generated pages of a checkout's docs/: settings, commands, signals and the "
        "tables of the errors page. Needs no database."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; exit code 1 where a page is old"
        )
        parser.add_argument(
            "--dir", type=Path, default=Path("docs"), help="directory of the pages, here docs/"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["dir"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is no directory; run this in a checkout.")
        old = []
        for name, page in PAGES.items():
            path = folder / name
            present = path.read_text(encoding="utf-8") if path.exists() else ""
            with translation.override("en"):
                wanted = page(present)
            if wanted == present:
                continue
            old.append(str(path))
            if not options["check"]:
                path.write_text(wanted, encoding="utf-8")
                self.stdout.write(f"{path} written")
        if old and options["check"]:
            raise CommandError(f"Old: {', '.join(old)}. Run: python manage.py marketing_docs")


def settings_page(present: str = "") -> str:
    """`docs/settings.md`: every key of the dict with its default."""
    parts = [
        f"""# Settings

After this page you know every key of `{NAME}`, its default and what it is for.

All settings but one are keys of one dict, read when they are needed:

```python
{NAME} = {{
    "TEXT_MODELS": {{"en": {{"backend": "embedded", "model": "smollm2-135m-instruct"}}}},
    "COPY_VARIANTS": 4,
}}
```

A key that is not listed here stops the start and names the nearest one; a value of the wrong
type is found by `python manage.py check` ([checks](checks.md)). The exception is
`MARKETING_AI_PRODUCT_MODEL` (default `marketing_ai.CatalogProduct`), a setting of its own that
names the product model; set it before the first migrate ([binding](binding.md)).

{MADE}
"""
    ]
    for key, setting in SETTINGS.items():
        default = pprint.pformat(setting.default, width=80, sort_dicts=False)
        shown = (
            f"Default:\n\n```python\n{default}\n```" if "\n" in default else f"Default: `{default}`"
        )
        parts.append(f"## `{key}`\n\n{setting.help}\n\n{shown}\n")
    return "\n".join(parts)


def commands_page(present: str = "") -> str:
    """`docs/commands.md`: the help of every command of the app, without Django's own options."""
    parts = [
        f"""# Commands

After this page you know every command of `marketing_ai` and its options. All of them also take
Django's own (`--settings`, `--verbosity` …) and are run as `python manage.py NAME`.

{MADE}
"""
    ]
    ours = sorted(name for name, app in get_commands().items() if app == "marketing_ai")
    for name in ours:
        parser = load_command_class("marketing_ai", name).create_parser(
            "manage.py", name, formatter_class=functools.partial(DjangoHelpFormatter, width=WIDTH)
        )
        for action in parser._actions:
            if DjangoHelpFormatter.show_last & set(action.option_strings):
                action.help = SUPPRESS
        parts.append(f"## `{name}`\n\n```text\n{parser.format_help().rstrip()}\n```\n")
    return "\n".join(parts)


def signals_page(present: str = "") -> str:
    """`docs/signals.md`: the docstring of the signals' module, and an example."""
    doc = inspect.getdoc(signals) or ""
    _title, _, rest = doc.partition("\n\n")
    return f"""# Signals

After this page you can run code of your shop when a text is drafted, approved, published or
undone, when a job ends and when a budget is spent.

{MADE}

{rest.strip()}

```python
from django.dispatch import receiver
from marketing_ai.signals import copy_published

@receiver(copy_published, dispatch_uid="shop.refresh")
def refresh_page(sender, variant, publication, actor, **kwargs):
    ...  # purge the page of variant.product_id from your cache
```

Take `**kwargs`: later versions may send more. `actor` is None where a worker or a command acted.
"""


def errors_page(present: str) -> str:
    """`docs/errors.md` with the tables of now; what stands before them is written by hand."""
    marker = "; a test compares -->\n"
    head, found, _tables = present.partition(marker)
    if not found:
        raise CommandError(f"docs/errors.md has lost the line that ends in {marker!r}.")
    return f"{head}{marker}\n{error_table()}"


PAGES: dict[str, Callable[[str], str]] = {
    "settings.md": settings_page,
    "commands.md": commands_page,
    "signals.md": signals_page,
    "errors.md": errors_page,
}
