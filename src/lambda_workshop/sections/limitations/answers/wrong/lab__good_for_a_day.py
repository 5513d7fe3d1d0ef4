"""expect: it is good for 86

An address for a whole day.
"""
### INSTEAD OF
        answer["url"] = s3.generate_presigned_url("get_object", Params=place, ExpiresIn=900)
### THIS
        answer["url"] = s3.generate_presigned_url("get_object", Params=place, ExpiresIn=86400)
