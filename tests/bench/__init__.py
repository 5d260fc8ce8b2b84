"""Speed beside other bots, as ratios within one run: `python -m tests.bench [--quick]`, or `make bench`."""
