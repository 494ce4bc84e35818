"""What `explorer doctor` looks at: facts are gathered, then judged by pure functions, each finding with its fix."""
