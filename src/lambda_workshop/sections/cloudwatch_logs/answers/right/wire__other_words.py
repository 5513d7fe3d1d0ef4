"""The same pattern in other words."""
### INSTEAD OF
pattern = '{ ($.status = "refused" || $.status = "expired") && $.cents >= 1000 }'
### THIS
pattern = "{ $.cents >= 1000 && ($.status = %^refused$|^expired$%) }"
