"""Versions of the schema, run by `workflow.db.upgrade`."""
