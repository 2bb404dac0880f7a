"""What a machine can hold of the language of all texts (docs/sprog.md): `python -m tests.language`."""
