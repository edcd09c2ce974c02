"""Incoming mail: understood (`parsing`), judged (`auto_generated`, `matching`, `rate_limits`), taken in (`receiving`).

`fetching` brings it from IMAP; `manage.py receive_mail` takes it from a mail server's pipe.
"""
