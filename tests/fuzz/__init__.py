"""`make fuzz`: what the schema allows and what it forbids, sent to every address as every role."""
