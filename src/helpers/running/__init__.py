"""Running: parameters, task graph, kernels, harvest and run record."""
