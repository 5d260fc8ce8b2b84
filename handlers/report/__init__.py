"""The monthly report: opening it, answering, the summary, sending and changing."""
