"""What runs later and on a clock."""

from tocsin.kernel.jobs import Job
from tocsin.organisations.roster.actions.applying import apply_import
from tocsin.organisations.roster.actions.previewing import read_import
from tocsin.organisations.roster.actions.uploading import APPLY, READ, Work, sweep

JOBS = (
    Job(READ, read_import, takes=Work, limit=2),
    Job(APPLY, apply_import, takes=Work, limit=2),
    Job("organisations.roster_sweep", sweep, cron="*/10 * * * *"),
)
