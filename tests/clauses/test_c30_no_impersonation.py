"""C30. An agent speaks for a business that is known, and never as a person or as another business."""

NOT_YET = (
    "calls are made for known businesses alone and an agent never denies that it is an AI; a voice's "
    "owner is not asked, and profiles are not kept"
)
