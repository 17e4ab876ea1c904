"""Reviews: read by themselves, counted by product, shown with their sources."""
