"""What learners get: the class's own copy of the course, and the forms in which it reaches them."""
