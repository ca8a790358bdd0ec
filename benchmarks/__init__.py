"""Programs that measure speed, each as a ratio against a reference timed in the same run."""
