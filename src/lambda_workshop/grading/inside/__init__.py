"""What runs in the rooms of a grader's box, beside the learner's code: nothing here knows what is right."""
