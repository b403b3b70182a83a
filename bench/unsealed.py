"""The server without its sealer: ``python -m bench.unsealed serve …``, to tell what the log costs those who send."""

from __future__ import annotations

from tocsin.cli import main
from tocsin.effects import jobs

if __name__ == "__main__":
    jobs.BEAT = 86_400.0
    main()
