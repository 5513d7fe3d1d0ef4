"""expect: got back something other than its event

Returns the event of the documentation, whatever comes.
"""


def handler(event, context):
    return {
        "version": "1",
        "triggerSource": "PreSignUp_SignUp",
        "request": {"userAttributes": {"email": "ada@inkwell.example"}},
        "response": {"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False},
    }
