"""System checks with stable ids (`marketing_ai.E…`, `W…`); `docs/settings.md` lists them."""
