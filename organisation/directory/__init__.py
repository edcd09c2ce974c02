"""The municipality's directory keeps people and groups here by itself: SCIM 2.0 (RFC 7643, RFC 7644).

As much of it as Entra ID and Keycloak's extensions use. What the directory sends beyond a name, an address and whether
somebody works here is not kept.
"""
