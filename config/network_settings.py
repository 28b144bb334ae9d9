"""Settings of the networks that write to us, by environment, off without them (docs/channels.md). Part of config.settings."""

import environ

env = environ.FileAwareEnv()

# --- X: direct messages to our account, which the user id names. All five or none. ----------------------------------------
X_USER_ID = env.str("X_USER_ID", "")
X_CONSUMER_KEY = env.str("X_CONSUMER_KEY", "")
X_CONSUMER_SECRET = env.str("X_CONSUMER_SECRET", "")
X_ACCESS_TOKEN = env.str("X_ACCESS_TOKEN", "")
X_ACCESS_SECRET = env.str("X_ACCESS_SECRET", "")
X_API_URL = env.str("X_API_URL", "https://api.x.com")
X_FILES_URL = env.str("X_FILES_URL", "https://ton.twitter.com")

# --- Weibo: private messages to our account. All three or none. -----------------------------------------------------------
WEIBO_USER_ID = env.str("WEIBO_USER_ID", "")
WEIBO_APP_SECRET = env.str("WEIBO_APP_SECRET", "")
WEIBO_ACCESS_TOKEN = env.str("WEIBO_ACCESS_TOKEN", "")
WEIBO_API_URL = env.str("WEIBO_API_URL", "https://m.api.weibo.com")
WEIBO_FILES_URL = env.str("WEIBO_FILES_URL", "https://upload.api.weibo.com")

# --- Telegram: the chats in which announcements appear, one per language; "@name" or "-100…". The customers' bot posts there. ---------
TELEGRAM_NEWS_CHAT_EN = env.str("TELEGRAM_NEWS_CHAT_EN", "")
TELEGRAM_NEWS_CHAT_ZH = env.str("TELEGRAM_NEWS_CHAT_ZH", "")
