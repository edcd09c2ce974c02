"""Morning meetings as their hosts work with them: the agenda, the list during the meeting, and what comes of it."""
