"""Signing in by SAML 2.0, as OIOSAML 3 has it: the municipalities' Context Handler, and Keycloak or Entra ID alike.

What is signed is verified, and of that alone is anything read: `signatures.verified` gives back what the signature
covers, and nothing here looks at the message again.
"""
