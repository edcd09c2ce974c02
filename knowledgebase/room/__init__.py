"""The superusers' room: threads between people of the support organisation, across institutions."""
