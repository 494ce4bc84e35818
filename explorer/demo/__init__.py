"""Four demo vendors on loopback: RepCard, Repsly, Assemble and Gormic as their documents describe them.

They hold invented people only and share no code with the client, so that a mistake on one side shows.
"""
