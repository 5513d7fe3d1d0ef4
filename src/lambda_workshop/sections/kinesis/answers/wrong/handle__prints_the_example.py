"""expect: it printed

Prints the example's page, whatever comes.
"""


def handler(event, context):
    print("seen /posters/a3")
    return {"batchItemFailures": []}
