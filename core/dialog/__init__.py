"""A questionnaire as a conversation: what is asked next, what was meant, what is left to say."""
