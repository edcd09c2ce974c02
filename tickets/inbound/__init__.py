"""Incoming mail: understood (`parsing`), judged (`machines`, `matching`, `pace`), and taken in (`receiving`).

`fetching` brings it from IMAP; `manage.py receive_mail` takes it from a mail server's pipe.
"""
