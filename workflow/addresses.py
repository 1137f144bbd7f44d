"""Mail addresses: one form in which they are kept."""

from __future__ import annotations

from directives.vietnamese import normalise
from workflow.refusals import Invalid


def clean_email(email: str | None) -> str | None:
    """An address as it is kept: NFC, lower case, None for nothing. Raises Invalid."""
    value = normalise(email or "").strip().lower()
    if not value:
        return None
    local, at, domain = value.rpartition("@")
    if not (at and local and "." in domain.strip(".")) or any(c.isspace() or c in ',;:<>"()[]\\' for c in value) or len(value) > 254:
        raise Invalid("email", "Địa chỉ thư “{address}” không đúng; ví dụ đúng: vanthu@example.vn", address=value[:80])
    if "@" in local or ".." in value or domain.startswith(".") or domain.endswith(".") or local.startswith((".", "-")):
        raise Invalid("email", "Địa chỉ thư “{address}” không đúng; ví dụ đúng: vanthu@example.vn", address=value[:80])
    return value
