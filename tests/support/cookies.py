"""What the session's cookie is called on a server without TLS, as those under test are."""

from tocsin.kernel.callers import cookie_name

COOKIE = cookie_name(secure=False)
