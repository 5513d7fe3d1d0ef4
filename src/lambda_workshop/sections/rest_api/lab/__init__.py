"""The lab of the REST API: photos in, photos out."""
