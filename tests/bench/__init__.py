"""How fast explorer is, measured from outside and held against its goals: `python -m tests.bench`.

The installed program runs on a real pseudo-terminal of 140 by 45 cells, by turns with programs like it on the same
made-up people: VisiData (a CSV file), Harlequin (SQLite), Posting, and a Textual program that says hello. Machines
differ and are busy with other things, so nearly every goal is a ratio between neighbours of one run, and no test
asserts a time. What is the same on every machine, such as the bytes a key sends, has tests of its own.

The peers are installed into environments of their own in the scratch folder, where the people are kept, too. What
cannot be had is left out, and the table says why. It needs Linux (/proc).
"""
