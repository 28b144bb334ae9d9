"""The review of a missed promise: where a case stands, who may act, lists, patterns, figures, and how the promise ran."""
