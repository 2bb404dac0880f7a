"""PDF: records' words in, a tagged document out (PDF/UA-1, by typst).

What people have written reaches typst as data (JSON), never as source, so no text can be read as code.
`templates/pdf/` holds the typst files that lay it out. Each document is compiled in a process of its own (`compile`),
which ends: typst never gives back what it has compiled.
"""
