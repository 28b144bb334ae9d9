"""Telegram: a bot that takes private messages in as tickets and answers there. parse, transport, intake, answers, webhook or polling."""
