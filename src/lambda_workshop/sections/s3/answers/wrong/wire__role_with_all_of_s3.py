"""expect: which the function never needs

All of S3, because it works.
"""

import linecache

source = """def thumbnailer(event, context):
    from urllib.parse import unquote_plus

    import boto3
    from thumbnail import shrink

    client = boto3.client("s3")
    for record in event["Records"]:
        bucket, key = record["s3"]["bucket"]["name"], unquote_plus(record["s3"]["object"]["key"])
        photo = client.get_object(Bucket=bucket, Key=key)["Body"].read()
        target = "thumbnails/" + key.removeprefix("photos/")
        client.put_object(Bucket=bucket, Key=target, Body=shrink(photo, 64))
"""
linecache.cache["<thumbnailer>"] = (len(source), None, source.splitlines(keepends=True), "<thumbnailer>")
exec(compile(source, "<thumbnailer>", "exec"))

photos = f"inkwell-s3-photos-{account}"
storage.create_bucket(Bucket=photos)
rights = ["arn:aws:iam::aws:policy/AmazonS3FullAccess"]
role = s3.role("inkwell-s3-thumbnailer-role", policies=rights)
arn = s3.deploy(
    "inkwell-s3-thumbnailer",
    thumbnailer,
    role=role,
    timeout=10,
    memory=256,
    files={"thumbnail.py": s3.file("thumbnail.py")},
)
allow("inkwell-s3-thumbnailer", photos)
rule = {
    "LambdaFunctionArn": arn,
    "Events": ["s3:ObjectCreated:*"],
    "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "photos/"}, {"Name": "suffix", "Value": ".png"}]}},
}
storage.put_bucket_notification_configuration(
    Bucket=photos, NotificationConfiguration={"LambdaFunctionConfigurations": [rule]}
)
