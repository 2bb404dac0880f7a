"""Spreadsheets of any kind in and out: files, columns, rows as forms, and what a preview says of them."""
