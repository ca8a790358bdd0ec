"""The installed program under trouble: random input, kills, a slow disk.

Each is a command (`python -m tests.faults.random_driver`, `kill_run`, `stall_run`) that tries for
as long as it is asked to, with a short form in `test_short`.
"""
