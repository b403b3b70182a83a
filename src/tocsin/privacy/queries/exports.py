"""Records taken out, as their asker sees them and as the job finds them."""

from typing import Final

from tocsin.kernel.archives import Archive, Archives
from tocsin.privacy.events import touch
from tocsin.privacy.refusals import ENDINGS, RecordFailed

ARCHIVES: Final = Archives(
    "record_export", Archive, records="privacy.record", touch=touch, failed=RecordFailed, endings=ENDINGS
)
