"""Self-assessment of a district council's improvement breakthroughs, in the terminal."""
