"""expect: it was forgotten

Every error of a post is taken for the end of its connection.
"""
### INSTEAD OF
    except api.exceptions.GoneException:
        forget(connection)
        return False
    except ClientError as error:
        print(f"{connection} was not told: {error.response['Error']['Code']}")
### THIS
    except ClientError as error:
        print(f"{connection} was not told: {error.response['Error']['Code']}")
        forget(connection)
