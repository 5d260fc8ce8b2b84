"""The way of an update: inbox, worker, outbox, delivery; files fetched beside it, and the tick of what is due."""
