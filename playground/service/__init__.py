"""Service: what a hosted instance needs around the application: health, headers, limits, logs."""
