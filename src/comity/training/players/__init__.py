"""Machine players: they play an exercise through the same library as people, well, carelessly, or blind to rights."""
