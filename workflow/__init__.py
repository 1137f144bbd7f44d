"""The model of directives, tasks and assignments, and the verbs that move it. A session goes in, rows come out; the edge commits."""
