"""C8. Appointments are offered, booked, moved and cancelled by the server's rules, never a model's word."""

NOT_YET = (
    "in a call appointments are booked by the server's rules; moving and cancelling them there is "
    "left to people and programs"
)
