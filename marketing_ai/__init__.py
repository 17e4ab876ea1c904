"""A marketing department's judgement as a reusable Django app."""

__version__ = "0.1.0.dev0"
