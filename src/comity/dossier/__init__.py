"""What goes to court: reports and certificates, made of the blocks of `comity.documents`.

`trace_report` tells a judge what a trace of crypto-assets found, how sure each statement is, and how to check it; `flow_picture` draws it.
"""
