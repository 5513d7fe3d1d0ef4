"""No condition: the second write puts the same bill in the place of the first."""
### INSTEAD OF
    try:
        table.put_item(Item=item, ConditionExpression="attribute_not_exists(billId)")
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        print(f"{night} is billed already")
### THIS
    table.put_item(Item=item)
### INSTEAD OF
rules.disable_rule(Name="inkwell-schedule-debug-nightly")
### THIS
rules.remove_targets(Rule="inkwell-schedule-debug-nightly", Ids=["billing"])
rules.delete_rule(Name="inkwell-schedule-debug-nightly")
