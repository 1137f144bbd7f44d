"""Directives as pages: the front door of the list and the page of one, of taking in, and of work without a document."""

from webui import documents_intake, documents_pages, documents_relations, documents_rules, documents_spoken
from webui.documents_base import blueprint

__all__ = ["blueprint", "documents_intake", "documents_pages", "documents_relations", "documents_rules", "documents_spoken"]
