"""Files in: bytes become grids of cells, without judgement."""
