"""The fictional municipality: for trying the product, and for its figures."""
