"""The directive dnstap: copies of messages for dnstap. Nothing serves it here."""
