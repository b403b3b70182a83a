"""Files over HTTP: one's own uploads. What was sent is served by the room that holds it."""

from tocsin.files.routes.content import CONTENT
from tocsin.files.routes.uploads import UPLOADS

ROUTES = (*UPLOADS, *CONTENT)
