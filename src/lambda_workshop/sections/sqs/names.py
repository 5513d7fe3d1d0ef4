"""What the resources of this section are called: the checks and the panel both go by these names."""

JOBS, DEAD, PRINTER = "inkwell-sqs-jobs", "inkwell-sqs-dead", "inkwell-sqs-printer"
