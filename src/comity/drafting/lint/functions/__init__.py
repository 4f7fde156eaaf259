"""Functions that judge what an expression of elementary words cannot say; one file each, found by walking."""
