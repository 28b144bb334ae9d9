"""PEER=1: django-helpdesk, with an environment and a database of its own, does the same work on the same machine in the same run."""
