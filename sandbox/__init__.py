"""Everything that lets the program run on one machine, and nothing else."""
