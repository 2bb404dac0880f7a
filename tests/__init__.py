"""The tests. They make many objects and keep most of what they import: rubbish is looked for less often meanwhile."""

import gc

gc.set_threshold(100_000, 10, 100)
