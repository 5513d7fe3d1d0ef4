"""Small at first, and everything in one change."""

poster_role = limitations.role("inkwell-limitations-poster-role")
name = "inkwell-limitations-poster"
limitations.deploy(name, poster, role=poster_role, files={"prices.json": limitations.file("prices.json")})
lam.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=2)
lam.update_function_configuration(
    FunctionName=name, Timeout=15 * 60, MemorySize=10 * 1024, EphemeralStorage={"Size": 10 * 1024}
)
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
