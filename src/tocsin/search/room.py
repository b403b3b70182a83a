"""The manifest of the room."""

from tocsin.kernel.manifest import Room, Within
from tocsin.messaging.door import TextsErased
from tocsin.search.actions.forgetting import KEPT, erases, exports, texts_erased
from tocsin.search.jobs import open_index
from tocsin.search.routes import ROUTES

ROOM = Room(
    "search",
    routes=ROUTES,
    within=(Within(TextsErased, texts_erased),),
    lifespan=(open_index,),
    exports=exports,
    erases=erases,
    kept=KEPT,
)
