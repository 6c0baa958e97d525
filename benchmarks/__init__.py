"""Measurements beside the peers; not run by the tests."""

import playground  # noqa: F401  (limits BLAS to one thread before anything imports NumPy)
