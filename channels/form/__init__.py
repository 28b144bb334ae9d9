"""The web form: what strangers write to us. Its parts: the letter (parse), the guard (who may send how often), pages in the portal."""
