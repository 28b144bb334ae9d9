"""What an open page of the desk is told of what happens."""
