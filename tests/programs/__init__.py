"""The reports in the programs that people open them in."""
