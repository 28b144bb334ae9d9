"""The official channels: what is ours, by two people; what is known to be fake; and the answer to "is this really you?"."""
