"""WHAT TO DO NEXT: safety, symptoms, dose, progression, adherence. Pure rules; times are given."""
