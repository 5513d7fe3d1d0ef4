"""From sections to notebooks, labs and solutions, and the rules that a section keeps.

What a learner's notebook needs at run time stands in `notebook/` and `checks/`."""
