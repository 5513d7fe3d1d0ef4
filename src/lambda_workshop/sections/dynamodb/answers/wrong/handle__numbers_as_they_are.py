"""expect: the handler raised `TypeError

Takes the numbers for numbers.
"""
### INSTEAD OF
    return int(image.get("cents", {}).get("N", 0))
### THIS
    return image.get("cents", {}).get("N", 0)
