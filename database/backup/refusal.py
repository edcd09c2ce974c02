"""What stops a backup or a restore; its words say what to do."""


class UnableToBackUp(Exception):
    """No file was made."""


class UnableToRestore(Exception):
    """Nothing was changed."""


class Damaged(UnableToRestore):
    """The file is no backup, or not a whole one."""

    def __init__(self) -> None:
        super().__init__("This file is not a backup, or it is damaged. Nothing was changed.")


class WrongKey(UnableToRestore):
    def __init__(self) -> None:
        super().__init__("The key does not fit this backup, or the file is damaged. Nothing was changed.")
