"""The runner: parameters, kernels, the task graph and runs."""
