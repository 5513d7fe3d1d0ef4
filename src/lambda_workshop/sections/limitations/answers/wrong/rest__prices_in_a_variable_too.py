"""expect: a part of the price list is in its environment variables

As much of the list as fits.
"""

poster_role = limitations.role("inkwell-limitations-poster-role")
prices = {"prices.json": limitations.file("prices.json")}
name = "inkwell-limitations-poster"
limitations.deploy(
    name,
    poster,
    role=poster_role,
    timeout=900,
    memory=10240,
    files=prices,
    environment={"PRICES": limitations.file("prices.json")[:3000]},
)
lam.update_function_configuration(FunctionName=name, EphemeralStorage={"Size": 10240})
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
lam.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=2)
