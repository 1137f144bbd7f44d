"""Urging: who must be told and why, the mails that say so, their delivery, and the calendars. Changes only urgings and messages."""
