"""What the tests are built with: databases, records, the portal in a process of its own, pages read back."""
