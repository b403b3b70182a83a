"""What runs later."""

from tocsin.kernel.jobs import Job
from tocsin.organisations.sample.actions import LOAD, Load, run_load

JOBS = (Job(LOAD, run_load, takes=Load, limit=1, attempts=2),)
