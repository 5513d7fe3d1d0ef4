"""An interactive, auto-graded course on AWS Lambda and every way to trigger it."""
