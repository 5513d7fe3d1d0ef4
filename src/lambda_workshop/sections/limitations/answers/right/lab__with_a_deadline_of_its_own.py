"""A for loop that breaks, and a join at the end."""
### INSTEAD OF
    while done < len(pages) and context.get_remaining_time_in_millis() >= 500:
        data += s3.get_object(Bucket=BUCKET, Key=pages[done])["Body"].read()
        done += 1
### THIS
    parts = [data]
    for page in pages[before:]:
        if context.get_remaining_time_in_millis() < 500:
            break
        parts.append(s3.get_object(Bucket=BUCKET, Key=page)["Body"].read())
        done += 1
    data = b"".join(parts)
