"""expect: the reminder got

The input says nothing of the time.
"""
### INSTEAD OF
            "Input": json.dumps({"orderId": order, "planned": "<aws.scheduler.scheduled-time>"}),
### THIS
            "Input": json.dumps({"orderId": order}),
