"""A second proof of who somebody is, beside the password: an app with codes, a passkey, a recovery code."""
