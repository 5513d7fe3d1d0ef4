"""expect: `EphemeralStorage` is 512 MB

Nobody asked for more in /tmp.
"""

poster_role = limitations.role("inkwell-limitations-poster-role")
prices = {"prices.json": limitations.file("prices.json")}
name = "inkwell-limitations-poster"
limitations.deploy(name, poster, role=poster_role, timeout=900, memory=10240, files=prices)
lam.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=2)
