"""Mail in: bytes become a letter (parse), a verdict says whether its sender is who it says (verdicts), services take it in."""
