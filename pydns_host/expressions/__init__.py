"""The expression language of the reference's view and template (expr-lang.org): checked once, evaluated per query.

Nothing is imported here, as few Corefiles have an expression: `program` has the door to it, `errors` what may go wrong,
`environment` the names that every plugin's expressions may use, and `types` what else a plugin needs to add its own.
"""
