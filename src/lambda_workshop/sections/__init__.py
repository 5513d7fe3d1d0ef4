"""One folder for each section of the course, and nothing else: whatever two sections need lives outside."""
