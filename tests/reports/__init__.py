"""Tests of the reports: the value, and each format without the program that opens it."""
