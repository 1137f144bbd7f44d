"""The demonstration: a made-up province, its directives and people, and tasks in every state relative to today."""
