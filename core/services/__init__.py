"""The use cases, one module a step: what pages, worker, command line and tests all call."""
