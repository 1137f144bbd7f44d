"""Agencies and people, and the office's own calendar of working days: the front door of the pages of administration."""

from webui import admin_agencies, admin_days, admin_people, admin_reorganising
from webui.admin_base import blueprint

__all__ = ["admin_agencies", "admin_days", "admin_people", "admin_reorganising", "blueprint"]
