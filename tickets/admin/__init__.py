"""Administration of the rows around cases, a module for each matter. Cases themselves are worked on in `desk`."""

from tickets.admin import cases, mailboxes, mails, safeguarding, text_messages, times

__all__ = ["cases", "mailboxes", "mails", "safeguarding", "text_messages", "times"]
