"""The capstone: one lab that joins the triggers of the other sections into a shop. It has no notebook."""
