"""The command line, `xuepu`."""
