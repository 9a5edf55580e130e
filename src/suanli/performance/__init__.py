"""What chips do with a model: time, memory and layouts of training and serving, and how sure we are."""
