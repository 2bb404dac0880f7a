// Better than plain pages, where the browser can: nothing here is needed to read, find or choose.
