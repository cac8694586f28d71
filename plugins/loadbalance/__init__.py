"""The plugin loadbalance: address records in another order for each client. Nothing is defined here."""
