"""Use cases of Development: quality, proof of concept, training and comparing."""
