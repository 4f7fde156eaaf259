"""Made-up productions with known truth, one file a format: for tests, for measuring, for training."""
