"""The superusers' room as people see it: threads, mentions, the weekly mail, and known errors that are talked about."""
