"""Leaves out what load balancers do without."""
### INSTEAD OF
    about = {"statusCode": status, "statusDescription": f"{status} {HTTPStatus(status).phrase}"}
    return about | {"isBase64Encoded": encoded, "headers": {"content-type": kind}, "body": body}
### THIS
    return {"statusCode": status, "isBase64Encoded": encoded, "headers": {"content-type": kind}, "body": body}
