"""Questions put to a network, answered as arrays: nothing here draws or knows about pages."""
