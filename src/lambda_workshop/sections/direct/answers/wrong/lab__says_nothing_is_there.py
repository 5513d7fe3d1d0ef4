"""expect: gave `null`

The caller takes an empty answer for an answer.
"""
### INSTEAD OF
    except s3.exceptions.ClientError as error:
        raise LookupError(f"there is no {key} in {bucket}") from error
### THIS
    except s3.exceptions.ClientError:
        return None
