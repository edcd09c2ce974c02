"""The public board of questions, as staff work with it: clearing, answering, joining, and the mails about it."""
