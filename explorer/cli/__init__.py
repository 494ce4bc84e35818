"""The headless twin of the screen: one small file per family of commands.

Data goes to standard output, talk to standard error; what a command needs is handed to it by `explorer.__main__`.
"""
