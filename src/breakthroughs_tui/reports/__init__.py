"""Reports to hand in: one value, and a module for each format that it is written in.

Each format's library is loaded only when that format is written; see `formats`.
"""
