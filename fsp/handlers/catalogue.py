"""The job types FSP brings: importing this module registers them. A new one is a new file and a line here."""

from fsp.handlers import reconcile_requests

HANDLERS = (reconcile_requests.reconcile_requests,)
