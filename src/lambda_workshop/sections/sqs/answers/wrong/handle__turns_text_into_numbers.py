"""expect: was not reported as failed

`int()` is kind to `"2"` and to `2.5`: half a copy is printed as two.
"""
### INSTEAD OF
    job_id, paper, copies = job["jobId"], job["paper"], job["copies"]
### THIS
    job_id, paper, copies = job["jobId"], job["paper"], int(job["copies"])
