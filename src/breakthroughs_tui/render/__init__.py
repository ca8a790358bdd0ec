"""What the command line prints: Rich renderables, and the same facts as plain JSON values.

All text goes in as `Text`, so that nothing in a bank or a note is read as markup.
"""
