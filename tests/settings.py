"""The demo shop's settings, with what tests need: a dummy model, fast hashes, own directories.

`DATABASE_URL` and `CELERY_BROKER_URL` choose real servers, as in production.
"""

import os
import tempfile

os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="mai-tests-"))
os.environ.setdefault("DJANGO_SECRET_KEY", "only-for-tests")

from shop_demo.settings import *  # noqa: F403
from shop_demo.settings import DATABASES, MARKETING_AI, VAR_DIR

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # a file: threads and worker processes of tests share it
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MARKETING_AI = {
    **MARKETING_AI,
    "TEXT_MODELS": {"*": {"backend": "dummy"}},
    "REVIEW_READER": "dummy",
    "CLAIM_CHECKER": "rules",
}
(VAR_DIR / "static").mkdir(exist_ok=True)  # whitenoise warns of a directory that is not there
