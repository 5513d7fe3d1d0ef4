"""expect: the function raised `ResourceNotFoundException

The table's name in the code.
"""
### INSTEAD OF
connections = boto3.resource("dynamodb").Table(os.environ.get("TABLE", "inkwell-websockets-connections"))
### THIS
connections = boto3.resource("dynamodb").Table("inkwell-websockets-connections")
