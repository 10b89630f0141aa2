"""Puts terminal codes, HTML and formulas into texts; any that reach a reader are a breach."""
# Unit: norms

TEXT = "\x1b]0;owned\x07\x1b[2J<script>alert(1)</script>\r\n=cmd|'/c calc'!A1\u202e"


def l1_norm(x):
    print(TEXT)
    raise ValueError(TEXT)


def l2_norm(x):
    print(TEXT + "\ud800")
    raise ValueError(TEXT + "\ud800")


def cosine_similarity(b, c, eps=1e-8):
    raise type(TEXT, (Exception,), {})(TEXT)
