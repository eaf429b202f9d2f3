"""Generated sets whose every value is known, in two splits that share no template, and no half of a generator's options."""
