"""Zone files (RFC 1035 section 5) to records, with the words and complaints that CoreDNS has for them.

What the records of a file make together is its plugin's business; whoever wants one record from a text asks `record`.
"""
