"""Weibo: private messages in and out."""
