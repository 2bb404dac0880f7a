"""A meeting plan as a spreadsheet: files into grids of cells, grids into rows, rows into the plan, and the plan out."""
