"""nbgrader's settings for a course folder whose `source/` holds notebooks of this course. See INSTRUCTORS.md."""

c = get_config()  # noqa: F821  (nbgrader gives it)

c.CourseDirectory.course_id = "lambda"
# The notebooks are handed out as they are: their solutions are out already, and what learners start from is ours.
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.SaveCells",
]
# The longest cell waits for a job to die on its queue.
c.Execute.timeout = 120
