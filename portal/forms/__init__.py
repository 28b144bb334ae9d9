"""What visitors type, read and checked for shape; what may follow is decided by the verbs."""
