"""Records as files, for command line and screen alike: the forms they take, and the file they go to."""
