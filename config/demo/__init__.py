"""A believable bilingual desk for trying things out. All people, numbers and addresses are invented; domains end in .example."""
