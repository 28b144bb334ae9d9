"""Pure rules that every app may use: time, errors, numbers, contacts, text, hours. No models, no input or output."""
