"""The audit: many requests judged and priced at once, added up, and held against what was charged."""

from mockserver.audit.engine import audit
from mockserver.audit.errors import AuditError
from mockserver.audit.row import Judged
from mockserver.audit.summary import Summary

__all__ = ["AuditError", "Judged", "Summary", "audit"]
