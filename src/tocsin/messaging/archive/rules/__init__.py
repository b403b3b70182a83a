"""What an export holds, and how it is written; nothing here reads or stores."""
