"""What an administrator must know of the mail, in and out, without a shell."""
