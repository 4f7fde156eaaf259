"""Measurements: each module that defines `main()` measures one promise; `make bench` runs them all."""
